// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

//! The small languages inside a document: names, paths, versions, users.
//!
//! Each has a function that decides, and a pattern that says the same to editors.

/// The form of a text.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// Characters at most.
    pub(crate) most: usize,
    /// The message for a text that does not have this form.
    pub(crate) message: &'static str,
    /// An example that has it.
    pub(crate) example: &'static str,
    /// The form for editors (a regular expression of ECMA-262); at least as wide as `accepts`.
    pub(crate) pattern: Option<&'static str>,
    pub(crate) accepts: fn(&str) -> bool,
}

macro_rules! syntax {
    ($name:ident, $most:expr, $message:literal, $example:literal, $pattern:expr, $accepts:expr) => {
        pub(crate) static $name: Syntax = Syntax {
            most: $most,
            message: $message,
            example: $example,
            pattern: $pattern,
            accepts: $accepts,
        };
    };
}

syntax!(TEXT, 4000, "recipe-syntax-text", "Apache Tomcat 10", Some("\\S"), is_text);
syntax!(ANY, 64_000, "recipe-syntax-any", "-Xmx512m", None, |text| !text.contains('\0'));
syntax!(CONTENT, 262_144, "recipe-syntax-any", "key=value", None, |text| !text.contains('\0'));
syntax!(NAME, 63, "recipe-syntax-name", "tomcat-10", Some("^[a-z0-9]+([._-][a-z0-9]+)*$"), is_name);
syntax!(
    VERSION,
    64,
    "recipe-syntax-version",
    "1.4.0",
    Some("^[A-Za-z0-9][A-Za-z0-9.+~_-]*$"),
    |text| text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || ".+~_-".contains(c))
);
syntax!(
    EMAIL,
    254,
    "recipe-syntax-email",
    "images@example.org",
    Some("^[^@\\s]+@[^@\\s]+$"),
    |text| text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(char::is_whitespace)
    })
);
syntax!(
    DISTRIBUTION,
    64,
    "recipe-syntax-distribution",
    "debian/trixie",
    Some("^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*$"),
    |text| text
        .split_once('/')
        .is_some_and(|(id, suite)| { is_word(id, "-") && is_word(suite, "-.") })
);
syntax!(
    PACKAGE,
    128,
    "recipe-syntax-package",
    "tomcat10",
    Some("^[a-z0-9][a-z0-9+.-]+$"),
    is_package
);
syntax!(
    WANTED,
    256,
    "recipe-syntax-wanted",
    "tomcat10 (>= 10.1)",
    Some(
        "^[a-z0-9][a-z0-9+.-]+(\\s*\\(\\s*(<<|<=|=|>=|>>)\\s*[A-Za-z0-9][A-Za-z0-9.+~:-]*\\s*\\))?$"
    ),
    |text| crate::names::Wanted::parse(text).is_some()
);
syntax!(
    PACKAGE_PATTERN,
    128,
    "recipe-syntax-package-pattern",
    "libsystemd*",
    Some("^[a-z0-9*?][a-z0-9+.*?-]*$"),
    |text| !text.is_empty()
        && text
            .chars()
            .all(|c| { c.is_ascii_lowercase() || c.is_ascii_digit() || "+.-*?".contains(c) })
);
syntax!(FEATURE, 63, "recipe-syntax-name", "fonts", Some("^[a-z0-9]+([._-][a-z0-9]+)*$"), is_name);
syntax!(USER, 32, "recipe-syntax-user", "65532:0", Some("^[0-9]+(:[0-9]+)?$"), |text| {
    crate::names::User::parse(text).is_some()
});
syntax!(
    OWNER,
    32,
    "recipe-syntax-owner",
    "0:0",
    Some("^(root:0|root:root|root|[0-9]+(:[0-9]+)?)$"),
    |text| crate::names::Owner::parse(text).is_some()
);
syntax!(MODE, 5, "recipe-syntax-mode", "0644", Some("^0?[0-7]{3}$"), |text| {
    crate::names::Mode::parse(text).is_some()
});
syntax!(
    VARIABLE,
    128,
    "recipe-syntax-variable",
    "JAVA_TOOL_OPTIONS",
    Some("^[A-Za-z_][A-Za-z0-9_]*$"),
    |text| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
);
syntax!(PATH, 4096, "recipe-syntax-path", "/var/lib/tomcat10", Some("^/"), |text| is_image_path(
    text
));
syntax!(TARGET, 4096, "recipe-syntax-target", "../lib/libfoo.so.1", Some("."), |text| !text
    .is_empty()
    && !text.contains('\0'));
syntax!(GLOB, 4096, "recipe-syntax-glob", "/usr/share/doc/**", Some("^/"), |text| text
    .starts_with('/')
    && crate::glob::Glob::parse(text).is_ok());
syntax!(
    HOST_FILE,
    1024,
    "recipe-syntax-host-file",
    "files/server.xml",
    Some("^(?!/)(?!.*:)(?!(.*/)?\\.\\.(/|$)).+$"),
    |text| !text.is_empty()
        && !text.starts_with('/')
        && !text.contains([':', '\0', '\\'])
        && text.split('/').all(|part| part != "..")
);
syntax!(
    OTHER_RECIPE,
    1024,
    "recipe-syntax-extends",
    "../java/recipe.yaml",
    Some("^(?!/)(?!.*:).+$"),
    |text| !text.is_empty() && !text.starts_with('/') && !text.contains([':', '\0', '\\'])
);
syntax!(
    BASE_RECIPE,
    1024,
    "recipe-syntax-extends",
    "../tomcat/recipe.yaml",
    Some("^(?!/)(?!.*:).+$"),
    |text| !text.is_empty() && !text.starts_with('/') && !text.contains([':', '\0', '\\'])
);
syntax!(
    BASE_IMAGE,
    1024,
    "recipe-syntax-base-image",
    "oci:../out/tomcat",
    Some("^(oci:|oci-archive:)?(?!/).+$"),
    |text| {
        let path = crate::names::place_of_image(text).1;
        !path.is_empty() && !path.starts_with(['/', ':']) && !path.contains(['\0', '\\'])
    }
);
syntax!(
    DIGEST,
    135,
    "recipe-syntax-digest",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    Some("^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$"),
    |text| text.parse::<haerterei_ground::Digest>().is_ok()
);
syntax!(
    SHA256,
    64,
    "recipe-syntax-sha256",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    Some("^[0-9a-f]{64}$"),
    |text| text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
);
syntax!(
    ARCHITECTURE,
    32,
    "recipe-syntax-architecture",
    "amd64",
    Some("^[a-z0-9][a-z0-9-]*$"),
    |text| is_word(text, "-")
);
syntax!(
    ANNOTATION,
    256,
    "recipe-syntax-annotation",
    "org.opencontainers.image.vendor",
    Some("^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$"),
    |text| text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c))
);
syntax!(
    DATE,
    10,
    "recipe-syntax-date",
    "2030-06-30",
    Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    |text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
);
syntax!(SIGNAL, 16, "recipe-syntax-signal", "SIGTERM", Some("^SIG[A-Z0-9+-]+$"), |text| text.len()
    > 3
    && text.starts_with("SIG")
    && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "+-".contains(c)));
syntax!(
    URI,
    2048,
    "recipe-syntax-uri",
    "https://packages.example.org/debian",
    Some("^(https?|file)://"),
    |text| ["http://", "https://", "file:///"].iter().any(|start| {
        text.strip_prefix(start).is_some_and(|rest| !rest.is_empty())
    }) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
       // A password in a recipe would be published with it.
       && !text.split("//").nth(1).is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.contains('@')))
);
syntax!(
    SUITE,
    128,
    "recipe-syntax-suite",
    "trixie",
    Some("^[A-Za-z0-9][A-Za-z0-9./_-]*$"),
    |text| text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c))
        && !text.split('/').any(|part| part == "..")
);
syntax!(SIZE, 16, "recipe-syntax-size", "64 MiB", Some("^[0-9]+ ?([kKMG]i?B)?$"), |text| {
    crate::names::Size::parse(text).is_some()
});
syntax!(DURATION, 8, "recipe-syntax-duration", "30s", Some("^[0-9]+(ms|s|min)$"), |text| {
    crate::names::Period::parse(text).is_some()
});
syntax!(CERTIFICATE, 256, "recipe-syntax-certificate", "mozilla/Certigna.crt", Some("."), |text| {
    is_text(text) && !text.starts_with('/')
});
syntax!(URL_PATH, 2048, "recipe-syntax-url-path", "/health", Some("^/"), |text| text
    .starts_with('/')
    && !text.contains(|c: char| c.is_whitespace() || c.is_control()));
syntax!(METHOD, 32, "recipe-syntax-method", "POST", Some("^[A-Z]+$"), |text| {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase())
});
syntax!(HOST, 256, "recipe-syntax-host", "shop.example", Some("^[A-Za-z0-9.:[\\]-]+$"), |text| {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
});
syntax!(HEADER, 128, "recipe-syntax-header", "Content-Type", Some("^[!-9;-~]+$"), |text| {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != ':')
});
syntax!(HEADER_TEXT, 4096, "recipe-syntax-header-text", "text/html", None, |text| {
    !text.contains(|c: char| c.is_control())
});
syntax!(QUERY, 2048, "recipe-syntax-query", "page=1", Some("^[!-~]*$"), |text| {
    text.chars().all(|c| c.is_ascii_graphic())
});
syntax!(
    SCRIPT,
    16,
    "recipe-syntax-script",
    "postinst",
    Some("^(preinst|postinst|prerm|postrm|config|triggers)$"),
    |text| matches!(text, "preinst" | "postinst" | "prerm" | "postrm" | "config" | "triggers")
);
syntax!(
    KEY_PATH,
    256,
    "recipe-syntax-key-path",
    "responsible.email",
    Some("^[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
    |text| !text.is_empty() && text.split('.').all(|part| is_word(part, "-"))
);

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(|c| c.is_control() && c != '\n')
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.split(['.', '_', '-']).all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

fn is_word(text: &str, also: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || also.contains(c))
}

/// Debian Policy 5.6.1: at least two characters, lower case, digits, `+`, `-`, `.`.
pub(crate) fn is_package(text: &str) -> bool {
    text.len() >= 2 && is_word(text, "+.-")
}

fn is_image_path(text: &str) -> bool {
    text.starts_with('/') && haerterei_ground::TreePath::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syntax_accepts_its_own_example() {
        for syntax in [
            &TEXT,
            &ANY,
            &CONTENT,
            &NAME,
            &VERSION,
            &EMAIL,
            &DISTRIBUTION,
            &PACKAGE,
            &WANTED,
            &PACKAGE_PATTERN,
            &FEATURE,
            &USER,
            &OWNER,
            &MODE,
            &VARIABLE,
            &PATH,
            &TARGET,
            &GLOB,
            &HOST_FILE,
            &OTHER_RECIPE,
            &BASE_RECIPE,
            &BASE_IMAGE,
            &DIGEST,
            &SHA256,
            &ARCHITECTURE,
            &ANNOTATION,
            &DATE,
            &SIGNAL,
            &URI,
            &SUITE,
            &SIZE,
            &DURATION,
            &CERTIFICATE,
            &URL_PATH,
            &METHOD,
            &HOST,
            &HEADER,
            &HEADER_TEXT,
            &QUERY,
            &SCRIPT,
            &KEY_PATH,
        ] {
            assert!((syntax.accepts)(syntax.example), "{}", syntax.example);
        }
    }

    #[test]
    fn malformed_texts_are_refused() {
        for (syntax, bad) in [
            (&NAME, "Tomcat"),
            (&NAME, "a--b"),
            (&PACKAGE, "x"),
            (&WANTED, "tomcat10 >= 10"),
            (&WANTED, "tomcat10 (~ 10)"),
            (&USER, "tomcat"),
            (&PATH, "var/lib"),
            (&PATH, "/a/../b"),
            (&HOST_FILE, "../secret"),
            (&HOST_FILE, "/etc/passwd"),
            (&DISTRIBUTION, "trixie"),
            (&DATE, "2030-02-31"),
            (&URI, "https://user:secret@packages.example.org/"),
            (&URI, "ftp://example.org"),
            (&MODE, "4755"),
            (&SIGNAL, "TERM"),
            (&BASE_IMAGE, "oci:/srv/images"),
            (&BASE_IMAGE, "oci:"),
            (&DIGEST, "sha256:e3b0"),
            (&METHOD, "get"),
            (&HOST, "a b"),
            (&HEADER, "A: b"),
            (&HEADER_TEXT, "a\r\nB: c"),
            (&QUERY, "a b"),
        ] {
            assert!(!(syntax.accepts)(bad), "{bad}");
        }
    }
}
