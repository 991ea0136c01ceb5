//! Where the virus scanner is, and what it decides.

use latchkey::settings::{ScanWhen, ScannerDown, ScannerPlace};

use super::{entra, good, refused, with};

#[test]
fn a_scanner_is_an_address_or_a_socket() {
    assert!(good(&entra()).scanning.is_none(), "off by itself");
    for address in ["127.0.0.1:3310", "clamav:3310", "av.example.com:3310", "[::1]:3310"] {
        let scanning = good(&with(entra(), &[("CLAMAV", address)])).scanning.unwrap();
        assert_eq!(scanning.place, ScannerPlace::Network(address.to_owned()));
        assert_eq!((scanning.when, scanning.down), (ScanWhen::Before, ScannerDown::Refuse), "the careful choices");
    }
    let scanning = good(&with(entra(), &[("CLAMAV", "/run/clamav/clamd.ctl")])).scanning.unwrap();
    assert_eq!(scanning.place, ScannerPlace::Socket("/run/clamav/clamd.ctl".into()));
    for wrong in [
        "clamav",
        "clamav:",
        ":3310",
        "clamav:0",
        "clamav:99999",
        "tcp://clamav:3310",
        "run/clamd.ctl",
        "a b:1",
        "[x]:1",
    ] {
        refused(&with(entra(), &[("CLAMAV", wrong)]), "CLAMAV", "neither host:port nor the absolute path");
    }
}

#[test]
fn what_a_scanner_decides_is_a_choice_of_two() {
    let scanner = ("CLAMAV", "127.0.0.1:3310");
    let pairs = with(entra(), &[scanner, ("CLAMAV_WHEN", "after"), ("CLAMAV_DOWN", "wait")]);
    let scanning = good(&pairs).scanning.unwrap();
    assert_eq!((scanning.when, scanning.down), (ScanWhen::After, ScannerDown::Wait));
    refused(&with(entra(), &[scanner, ("CLAMAV_WHEN", "later")]), "CLAMAV_WHEN", "neither before nor after");
    refused(&with(entra(), &[scanner, ("CLAMAV_DOWN", "allow")]), "CLAMAV_DOWN", "neither refuse nor wait");
    refused(&with(entra(), &[("CLAMAV_DOWN", "wait")]), "CLAMAV", "nothing says where clamd listens");
}
