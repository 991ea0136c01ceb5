//! Where the site is found, and whom it believes about where a request came from.

use latchkey::settings::SignInMode;

use super::{entra, good, production, refused, with, without};

#[test]
fn a_deployed_site_knows_its_own_address_and_speaks_https() {
    let nowhere = without(production(), "APP_REG_REDIRECT_URI");
    refused(&nowhere, "PUBLIC_URL", "must know its own address");
    refused(&with(nowhere.clone(), &[("PUBLIC_URL", "http://docs.example.com")]), "PUBLIC_URL", "needs https");
    refused(&with(entra(), &[("PUBLIC_URL", "http://docs.example.com")]), "PUBLIC_URL", "https is needed");
    let SignInMode::Oidc(oidc) = good(&with(nowhere, &[("PUBLIC_URL", "https://docs.example.com")])).sign_in else {
        panic!()
    };
    assert_eq!(oidc.redirect_uri.as_str(), "https://docs.example.com/callback");
}

#[test]
fn the_callback_is_on_this_site_and_https_but_on_localhost() {
    let at = |callback| with(entra(), &[("APP_REG_REDIRECT_URI", callback)]);
    refused(&at("http://docs.example.com/callback"), "APP_REG_REDIRECT_URI", "Plain http");
    refused(&at("https://docs.example.com/auth/callback"), "APP_REG_REDIRECT_URI", "where it listens");
    refused(&at("https://docs.example.com/callback?x=1"), "APP_REG_REDIRECT_URI", "where it listens");
    refused(&at("docs.example.com/callback"), "APP_REG_REDIRECT_URI", "not a web address");
    let two = with(at("https://docs.example.com/callback"), &[("PUBLIC_URL", "https://files.example.com")]);
    refused(&two, "APP_REG_REDIRECT_URI", "differ from PUBLIC_URL");
    assert_eq!(good(&at("http://localhost:9000/callback")).server.public_url.origin(), "http://localhost:9000");
}

#[test]
fn the_public_url_is_bare_and_follows_the_port_of_bind() {
    for url in [
        "docs.example.com",
        "https://docs.example.com/portal",
        "https://a:b@docs.example.com",
        "ftp://docs.example.com",
    ] {
        refused(&with(entra(), &[("PUBLIC_URL", url)]), "PUBLIC_URL", "not a bare address");
    }
    let at = |bind| good(&with(entra(), &[("BIND", bind)])).server.public_url.origin();
    assert_eq!(
        (at("127.0.0.1:9000").as_str(), at("127.0.0.1:0").as_str()),
        ("http://localhost:9000", "http://localhost:8000")
    );
}

#[test]
fn trusting_every_proxy_is_refused() {
    let at = |proxies| with(entra(), &[("TRUSTED_PROXIES", proxies)]);
    for everybody in ["0.0.0.0/0", "::/0"] {
        refused(&at(everybody), "TRUSTED_PROXIES", "is everybody");
    }
    refused(&at("proxy.internal"), "TRUSTED_PROXIES", "neither an address nor a network");
    let proxies = good(&at("10.1.2.3/8, 192.168.1.7,fd00::/8,")).server.trusted_proxies;
    let written: Vec<String> = proxies.iter().map(ToString::to_string).collect();
    assert_eq!(written, ["10.0.0.0/8", "192.168.1.7/32", "fd00::/8"]);
}
