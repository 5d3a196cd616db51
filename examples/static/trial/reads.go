// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Reads what the image is there for: a time zone, its users, and its certificate authorities, with
// which it verifies a chain. CGO_ENABLED=0 go build -o reads reads.go links it statically.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	check(err)
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	fmt.Println("time zone:", noon.In(berlin).Format("15:04 MST"))

	users, err := os.ReadFile("/etc/passwd")
	check(err)
	fmt.Println("user 65532:", strings.Contains(string(users), ":65532:"))

	server := certificate("/srv/tls/tls.crt")
	trial := x509.NewCertPool()
	trial.AddCert(certificate("/srv/tls/authority.crt"))
	_, err = server.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: trial})
	check(err)
	fmt.Println("with the authority: verified")

	system, err := x509.SystemCertPool()
	check(err)
	_, err = server.Verify(x509.VerifyOptions{DNSName: "localhost", Roots: system})
	fmt.Println("without the authority: refused", err != nil)
	bundle, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt")
	check(err)
	known := 0
	for block, rest := pem.Decode(bundle); block != nil; block, rest = pem.Decode(rest) {
		authority, err := x509.ParseCertificate(block.Bytes)
		check(err)
		if _, err := authority.Verify(x509.VerifyOptions{
			Roots: system, CurrentTime: authority.NotBefore.Add(time.Hour),
			KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		}); err == nil {
			known++
		}
	}
	fmt.Println("more than 100 authorities:", known > 100)
}

func certificate(path string) *x509.Certificate {
	text, err := os.ReadFile(path)
	check(err)
	block, _ := pem.Decode(text)
	parsed, err := x509.ParseCertificate(block.Bytes)
	check(err)
	return parsed
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
