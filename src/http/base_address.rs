//! The address that links of an answer begin with.

use std::{cell::RefCell, sync::Arc};

use axum::http::{HeaderMap, header, uri::Authority};
use sha2::{Digest, Sha256};

use crate::formats::Address;

/// Where the server is, as its answers say it; without a final slash, and empty for relative links.
///
/// Cheap to copy where it comes from `--public-url`.
#[derive(Debug, Clone)]
pub(super) struct BaseAddress {
    address: Arc<str>,
    tag: Arc<str>,
}

impl BaseAddress {
    /// An address that is known to be one.
    pub(super) fn new(address: &str) -> Self {
        let address = address.trim_end_matches('/');
        Self {
            address: address.into(),
            tag: tag(address).into(),
        }
    }

    /// What `Host` names, which is who the client thinks it speaks to; empty where that is no plain host.
    ///
    /// `X-Forwarded-*` and `Forwarded` are not read: anybody can send them.
    pub(super) fn of_host(headers: &HeaderMap) -> Self {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        host.map_or_else(|| Self::new(""), Self::remembered)
    }

    /// The address of a host. Each thread remembers the last one: most clients name the same.
    fn remembered(host: &str) -> Self {
        thread_local! {
            static LAST: RefCell<Option<(Box<str>, BaseAddress)>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| {
            if let Some((known, address)) = last
                && **known == *host
            {
                return address.clone();
            }
            let address = if is_plain(host) {
                Self::new(&format!("http://{host}"))
            } else {
                Self::new("")
            };
            *last = Some((host.into(), address.clone()));
            address
        })
    }

    /// What links begin with.
    pub(super) fn as_address(&self) -> Address<'_> {
        Address(&self.address)
    }

    /// What tells apart answers whose links begin differently, for validators: where a cache mistakes one host
    /// for another, asking again mends it.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }
}

/// An address that links can begin with, as RFC 6454 writes an origin: scheme, host and perhaps port; `None` for anything
/// else. The same holds for it as for hosts that clients name.
#[must_use]
pub fn origin(text: &str) -> Option<&str> {
    let origin = text.strip_suffix('/').unwrap_or(text);
    let secure = origin.strip_prefix("https://");
    let host = secure.or_else(|| origin.strip_prefix("http://"))?;
    is_plain(host).then_some(origin)
}

/// Whether a text is a host and perhaps a port, and nothing that could mean more in a link.
fn is_plain(host: &str) -> bool {
    let letters = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
    let authority: Option<Authority> = host.parse().ok();
    let sane = authority.is_some_and(|authority| {
        let after = host.strip_prefix(authority.host());
        let port = after.map(|after| after.strip_prefix(':').unwrap_or(after));
        let is_port = |port: &str| port.parse::<u16>().is_ok();
        !authority.host().is_empty() && (after == Some("") || port.is_some_and(is_port))
    });
    sane && host.len() <= 255 && host.bytes().all(letters)
}

/// Nothing for relative links; else the beginning of the address's SHA-256.
fn tag(address: &str) -> String {
    if address.is_empty() {
        return String::new();
    }
    let hash = Sha256::digest(address);
    let start = hash
        .first_chunk()
        .map_or(0, |chunk| u32::from_be_bytes(*chunk));
    format!("-{start:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(host: &str) -> String {
        let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
        BaseAddress::of_host(&headers).as_address().of("/x")
    }

    #[test]
    fn a_plain_host_begins_the_links() {
        for host in [
            "example.org",
            "example.org:8080",
            "127.0.0.1:80",
            "[::1]:8080",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(of(host), format!("http://{host}/x"));
        }
    }

    #[test]
    fn a_wild_host_begins_no_link() {
        for host in [
            "",
            ":80",
            "user@example.org",
            "example.org:port",
            "example.org:",
            "example.org:99999",
            "example.org/evil",
            "a b",
            "<script>",
            "a'b",
            "[::1",
            &"a".repeat(300),
        ] {
            assert_eq!(of(host), "/x", "{host:?}");
        }
        let none = BaseAddress::of_host(&HeaderMap::new());
        assert_eq!(none.as_address().of("/x"), "/x");
    }

    #[test]
    fn an_origin_is_a_scheme_and_a_plain_host() {
        for text in [
            "http://127.0.0.1:8080",
            "https://maps.example",
            "http://[::1]",
        ] {
            assert_eq!(origin(text), Some(text));
            assert_eq!(origin(&format!("{text}/")), Some(text));
        }
        for text in [
            "",
            "maps.example",
            "ftp://maps.example",
            "https://",
            "https:///",
            "https://maps.example//",
            "https://maps.example/hudna",
            "https://maps.example?x",
            "https://maps.example#x",
            "http://user:pw@maps.example",
            "http://maps.example:",
            "http://maps.example:99999",
            " http://maps.example",
        ] {
            assert_eq!(origin(text), None, "{text:?}");
        }
    }

    #[test]
    fn other_hosts_have_other_tags() {
        let tag = |address: &str| BaseAddress::new(address).tag().to_owned();
        assert_ne!(tag("http://a.example"), tag("http://b.example"));
        assert_eq!(tag("http://a.example/"), tag("http://a.example"));
        assert_eq!(tag(""), "");
    }
}
