//! Every lie that the claims of an ID token can hold. Each is told in a whole sign-in, by a
//! provider that is honest otherwise.

use serde_json::json;

use crate::support::{
    Employee, World,
    entra::{CLIENT_ID, Endpoint, TENANT},
    sign_in::{accepted, refused, return_with},
};

#[test]
fn an_honest_token_is_accepted() {
    accepted(|_| {});
}

// Issuer

#[test]
fn another_issuer_is_refused() {
    refused(|token| token.set("iss", "https://login.microsoftonline.com/evil/v2.0"));
}

#[test]
fn an_issuer_with_a_slash_at_its_end_is_refused() {
    refused(|token| token.set("iss", format!("{}/", token.claims["iss"].as_str().unwrap())));
}

#[test]
fn an_issuer_in_capitals_is_refused() {
    refused(|token| token.set("iss", token.claims["iss"].as_str().unwrap().to_uppercase()));
}

#[test]
fn the_issuer_of_version_1_is_refused() {
    refused(|token| token.set("iss", format!("https://sts.windows.net/{TENANT}/")));
}

#[test]
fn a_missing_issuer_is_refused() {
    refused(|token| token.drop("iss"));
}

// Subject, tenant, object, version

#[test]
fn a_missing_subject_is_refused() {
    refused(|token| token.drop("sub"));
}

#[test]
fn a_subject_that_is_a_number_is_refused() {
    refused(|token| token.set("sub", 4711));
}

#[test]
fn an_empty_subject_is_refused() {
    refused(|token| token.set("sub", ""));
}

#[test]
fn another_tenant_is_refused() {
    refused(|token| token.set("tid", "9188040d-6c67-4c5b-b112-36a304b66dad"));
}

#[test]
fn a_missing_tenant_is_refused() {
    refused(|token| token.drop("tid"));
}

#[test]
fn a_token_of_version_1_is_refused() {
    refused(|token| token.set("ver", "1.0"));
}

#[test]
fn a_token_without_version_is_refused() {
    refused(|token| token.drop("ver"));
}

#[test]
fn a_missing_object_id_is_refused() {
    refused(|token| token.drop("oid"));
}

#[test]
fn an_empty_object_id_is_refused() {
    refused(|token| token.set("oid", ""));
}

// Audience

#[test]
fn another_audience_is_refused() {
    refused(|token| token.set("aud", "00000003-0000-0000-c000-000000000000"));
}

#[test]
fn a_missing_audience_is_refused() {
    refused(|token| token.drop("aud"));
}

#[test]
fn an_empty_list_of_audiences_is_refused() {
    refused(|token| token.set("aud", json!([])));
}

#[test]
fn our_audience_in_a_list_is_accepted() {
    accepted(|token| token.set("aud", json!([CLIENT_ID])));
}

#[test]
fn a_second_audience_that_we_do_not_know_is_refused() {
    refused(|token| token.set("aud", json!([CLIENT_ID, "stranger"])));
}

#[test]
fn a_second_audience_is_refused_although_azp_names_us() {
    refused(|token| {
        token.set("aud", json!([CLIENT_ID, "stranger"]));
        token.set("azp", CLIENT_ID);
    });
}

#[test]
fn azp_that_names_another_client_is_refused() {
    refused(|token| token.set("azp", "another-client"));
}

#[test]
fn azp_that_names_us_is_accepted() {
    accepted(|token| token.set("azp", CLIENT_ID));
}

// Nonce

#[test]
fn another_nonce_is_refused() {
    refused(|token| token.set("nonce", "n-0S6_WzA2Mj"));
}

#[test]
fn a_missing_nonce_is_refused() {
    refused(|token| token.drop("nonce"));
}

#[test]
fn an_empty_nonce_is_refused() {
    refused(|token| token.set("nonce", ""));
}

// Times

#[test]
fn a_missing_end_is_refused() {
    refused(|token| token.drop("exp"));
}

#[test]
fn a_token_that_ended_ten_minutes_ago_is_refused() {
    refused(|token| token.shift("exp", -3600 - 600));
}

#[test]
fn a_token_that_ended_a_minute_ago_is_accepted_for_clocks_differ() {
    accepted(|token| token.shift("exp", -3600 - 60));
}

#[test]
fn an_end_as_text_is_refused() {
    refused(|token| token.set("exp", token.seconds("exp").to_string()));
}

#[test]
fn an_end_with_a_fraction_is_refused() {
    refused(|token| token.set("exp", 4_102_444_800.5));
}

#[test]
fn an_end_before_1970_is_refused() {
    refused(|token| token.set("exp", -1));
}

#[test]
fn an_end_beyond_all_calendars_is_refused() {
    for end in ["1e400", "1e300", "99999999999999999999", "9223372036854775807", "-1e400"] {
        refused(move |token| {
            let exp = format!("\"exp\":{}", token.seconds("exp"));
            token.payload = Some(token.claims_text().replace(&exp, &format!("\"exp\":{end}")));
        });
    }
}

#[test]
fn a_missing_time_of_issue_is_refused() {
    refused(|token| token.drop("iat"));
}

#[test]
fn a_time_of_issue_far_ahead_is_refused() {
    refused(|token| token.shift("iat", 300 + 3600));
}

#[test]
fn a_time_of_issue_ten_minutes_back_is_accepted_for_entra_back_dates() {
    accepted(|token| token.shift("iat", -300));
}

#[test]
fn a_token_that_is_not_valid_yet_is_refused() {
    refused(|token| token.shift("nbf", 300 + 600));
}

#[test]
fn a_token_that_will_be_valid_in_a_minute_is_accepted_for_clocks_differ() {
    accepted(|token| token.shift("nbf", 300 + 60));
}

#[test]
fn a_token_without_nbf_is_accepted() {
    accepted(|token| token.drop("nbf"));
}

#[test]
fn a_person_without_a_mailbox_signs_in_and_has_no_role() {
    let world = World::start();
    let mut employee = Employee::named("new");
    employee.email = None;
    let mut browser = world.signed_in(&employee);
    assert_eq!(browser.click("/files/").status, 403);
}

#[test]
fn a_code_is_sent_once_for_each_attempt() {
    let world = World::start();
    let before = world.entra.hits(Endpoint::Token);
    return_with(&world, |form| form.sign_in(&Employee::named("new"))).is_accepted(&world, "new@example.com");
    // One for the old session, one for the new.
    assert_eq!(world.entra.hits(Endpoint::Token), before + 2);
}
