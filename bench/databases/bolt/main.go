// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Writes a bolt file from lines of JSON on standard input: [["bucket", …], "key", value].
//
//	bolt FILE < LINES
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
)

// Rows written in one transaction.
const batch = 20_000

type row struct {
	buckets []string
	key     string
	value   json.RawMessage
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bolt:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return errors.New("usage: bolt FILE < LINES")
	}
	file, err := bbolt.Open(os.Args[1], 0o644, nil)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for more := true; more; {
		err := file.Update(func(tx *bbolt.Tx) error {
			for count := 0; count < batch; count++ {
				if more = lines.Scan(); !more {
					return lines.Err()
				}
				if err := put(tx, lines.Bytes()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return file.Close()
}

func put(tx *bbolt.Tx, line []byte) error {
	var row row
	parts := []any{&row.buckets, &row.key, &row.value}
	if err := json.Unmarshal(line, &parts); err != nil {
		return err
	}
	if len(row.buckets) == 0 {
		return fmt.Errorf("no bucket: %s", line)
	}
	bucket, err := tx.CreateBucketIfNotExists([]byte(row.buckets[0]))
	for _, name := range row.buckets[1:] {
		if err != nil {
			return err
		}
		bucket, err = bucket.CreateBucketIfNotExists([]byte(name))
	}
	if err != nil {
		return err
	}
	return bucket.Put([]byte(row.key), row.value)
}
