//! The protocol, as Microsoft's documentation of Entra shows its requests, in their order (learn.microsoft.com, "Develop and
//! plan provisioning for a SCIM endpoint in Microsoft Entra ID"), and as RFC 7644 has it where Entra says nothing.

use serde_json::{Value, json};
use time::Duration;

use crate::support::{Employee, Request, World, directory::Provisioning};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const OID: &str = "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef";

fn world() -> (World, Provisioning) {
    let world = World::start();
    let mut admin = world.admin();
    let directory = Provisioning::set_up(&world, &mut admin);
    (world, directory)
}

fn quoted(filter: &str) -> String {
    percent_encoding::utf8_percent_encode(filter, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn people_as_entra_sends_them() {
    let (world, directory) = world();
    // Test connection: nobody has such a name.
    let nobody = directory.get(&format!("/Users?filter={}", quoted(r#"userName eq "non-existent user""#)));
    assert_eq!((&nobody["totalResults"], &nobody["Resources"]), (&json!(0), &json!([])));

    let name = "Test_User_ab6490ee-1e48-479e-a20b-2d77186b5dd1";
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "externalId": OID,
        "userName": name,
        "active": true,
        "emails": [{ "primary": true, "type": "work", "value": "Test_User_fd0ea19b-0777-472c-9f96-4f70d2226f2e@testuser.com" }],
        "meta": { "resourceType": "User" },
        "name": { "formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName" },
        "roles": [],
    });
    let made = directory.send("POST", "/Users", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let person = made.json();
    let id = person["id"].as_str().unwrap();
    assert_eq!(made.header("location"), person["meta"]["location"].as_str());
    assert_eq!(person["meta"]["location"], format!("http://localhost:8000/scim/v2/Users/{id}"));
    assert!(person["meta"]["created"].as_str().is_some_and(|at| at.ends_with('Z')), "{person}");
    assert_eq!((&person["externalId"], &person["name"]["familyName"]), (&json!(OID), &json!("familyName")));

    assert_eq!(directory.get(&format!("/Users/{id}")), person);
    let found =
        directory.get(&format!("/Users?filter={}", quoted(&format!("userName eq \"{}\"", name.to_uppercase()))));
    assert_eq!((&found["totalResults"], &found["Resources"][0]), (&json!(1), &person));
    let by_id = directory.get(&format!("/Users?filter={}", quoted(&format!("externalId eq \"{OID}\""))));
    assert_eq!(by_id["Resources"][0]["id"], person["id"]);

    let target = format!("/Users/{id}");
    let several = directory.patch(
        &target,
        &json!([
            { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "updatedEmail@microsoft.com" },
            { "op": "Replace", "path": "name.familyName", "value": "updatedFamilyName" },
            { "op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Sales" },
            { "op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "26118915-6090-4610-87e4-49d8ca9f808d" },
        ]),
    );
    assert_eq!(several.status, 200, "{}", several.text());
    let changed = several.json();
    assert_eq!(changed["emails"], json!([{ "primary": true, "type": "work", "value": "updatedEmail@microsoft.com" }]));
    assert_eq!(changed["name"]["familyName"], "updatedFamilyName");
    assert_eq!(changed[ENTERPRISE]["department"], "Sales");

    let renamed = directory.patch(
        &target,
        &json!([{ "op": "Replace", "path": "userName", "value": "5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com" }]),
    );
    assert_eq!(renamed.json()["userName"], "5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com");
    // With and without the flag aadOptscim062020, and as Okta has it.
    for operation in [
        json!({ "op": "Replace", "path": "active", "value": false }),
        json!({ "op": "Replace", "path": "active", "value": "False" }),
        json!({ "op": "replace", "value": { "active": false } }),
    ] {
        let disabled = directory.patch(&target, &json!([operation]));
        assert_eq!((disabled.status, &disabled.json()["active"]), (200, &json!(false)), "{operation}");
        assert_eq!(
            directory.patch(&target, &json!([{ "op": "Replace", "path": "active", "value": "True" }])).json()["active"],
            true
        );
    }
    // The same once more is no change.
    let before = directory.get(&target);
    world.clock.advance(Duration::hours(1));
    let same = directory.patch(&target, &json!([{ "op": "Replace", "path": "active", "value": true }]));
    assert_eq!(same.json(), before);
    let gone = directory.send("DELETE", &target, &Value::Null);
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    let missing = directory.send("GET", &target, &Value::Null);
    assert_eq!((missing.status, &missing.json()["status"]), (404, &json!("404")));
}

#[test]
fn groups_as_entra_sends_them() {
    let (_world, directory) = world();
    let member = directory.person(&Employee::named("member"));
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
        "displayName": "displayName",
        "meta": { "resourceType": "Group" },
    });
    let made = directory.send("POST", "/Groups", &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let target = format!("/Groups/{id}");
    let bare = directory.get(&format!("{target}?excludedAttributes=members"));
    assert_eq!((&bare["displayName"], bare.get("members")), (&json!("displayName"), None));
    let found = directory
        .get(&format!("/Groups?excludedAttributes=members&filter={}", quoted("displayName eq \"displayName\"")));
    assert_eq!((&found["totalResults"], &found["Resources"][0]["id"]), (&json!(1), &json!(id)));

    let renamed = directory.patch(&target, &json!([{ "op": "Replace", "path": "displayName", "value": "1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName" }]));
    assert_eq!((renamed.status, renamed.body.len()), (204, 0), "{}", renamed.text());
    let added = directory
        .patch(&target, &json!([{ "op": "Add", "path": "members", "value": [{ "$ref": null, "value": member }] }]));
    assert_eq!(added.status, 204, "{}", added.text());
    let members = directory.get(&target)["members"].clone();
    assert_eq!((&members[0]["value"], &members[0]["display"]), (&json!(member), &json!("member@example.com")));
    let stranger = json!([{ "op": "Add", "path": "members", "value": [{ "value": OID }] }]);
    let refused = directory.patch(&target, &stranger);
    assert_eq!((refused.status, &refused.json()["scimType"]), (400, &json!("invalidValue")));
    for removal in [
        json!({ "op": "Remove", "path": "members", "value": [{ "$ref": null, "value": member }] }),
        json!({ "op": "remove", "path": format!("members[value eq \"{member}\"]") }),
    ] {
        assert_eq!(
            directory
                .patch(&target, &json!([{ "op": "Add", "path": "members", "value": [{ "value": member }] }]))
                .status,
            204
        );
        assert_eq!(directory.patch(&target, &json!([removal])).status, 204);
        assert_eq!(directory.get(&target)["members"], json!([]), "{removal}");
    }
    let whole = json!({ "displayName": "Whole", "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159", "members": [{ "value": member }] });
    let put = directory.send("PUT", &target, &whole);
    assert_eq!((put.status, &put.json()["members"][0]["value"]), (200, &json!(member)), "{}", put.text());
    assert_eq!(directory.send("DELETE", &target, &Value::Null).status, 204);
    assert_eq!(directory.send("GET", &target, &Value::Null).status, 404);
}

#[test]
fn what_cannot_be_is_refused_with_the_word_that_the_rfc_has_for_it() {
    let (world, directory) = world();
    let ada = Employee::named("ada");
    let id = directory.person(&ada);
    let user = |external_id: &str, name: &str| json!({ "externalId": external_id, "userName": name });
    let bob = Employee::named("bob");
    for (body, status, word) in [
        (user(&ada.oid, "somebody.else@example.com"), 409, Some("uniqueness")),
        (user(&bob.oid, "ADA@example.com"), 409, Some("uniqueness")),
        (user("ada.mailnickname", "bob@example.com"), 400, Some("invalidValue")),
        (user("", "bob@example.com"), 400, Some("invalidValue")),
        (json!({ "externalId": bob.oid }), 400, Some("invalidValue")),
        (json!({ "externalId": bob.oid, "userName": "bob", "active": "perhaps" }), 400, Some("invalidValue")),
        (json!({ "externalId": bob.oid, "userName": "bob", "title": "x".repeat(70_000) }), 400, Some("invalidValue")),
        (json!({ "externalId": bob.oid, "userName": "bob", "title": "nul \u{0}" }), 400, Some("invalidValue")),
        (json!({ "externalId": bob.oid, "userName": "bob", "USERNAME": "eve" }), 400, Some("invalidSyntax")),
        (json!(["userName"]), 400, Some("invalidSyntax")),
    ] {
        let refused = directory.send("POST", "/Users", &body);
        let told: String = body.to_string().chars().take(200).collect();
        assert_eq!((refused.status, refused.json()["scimType"].as_str()), (status, word), "{told}: {}", refused.text());
    }
    for (target, word) in [
        (format!("/Users?filter={}", quoted("userName eq")), "invalidFilter"),
        (format!("/Users?filter={}", quoted("userName like \"a\"")), "invalidFilter"),
        ("/Users?attributes=userName&excludedAttributes=emails".to_owned(), "invalidValue"),
    ] {
        let refused = directory.send("GET", &target, &Value::Null);
        assert_eq!(
            (refused.status, refused.json()["scimType"].as_str()),
            (400, Some(word)),
            "{target}: {}",
            refused.text()
        );
    }
    let moved =
        directory.patch(&format!("/Users/{id}"), &json!([{ "op": "replace", "path": "userName", "value": "" }]));
    assert_eq!(moved.status, 400, "{}", moved.text());
    assert_eq!(directory.get(&format!("/Users/{id}"))["userName"], "ada@example.com", "nothing was changed");
    let form = Request::form("/scim/v2/Users", &[("userName", "bob")]).header("host", "localhost:8000");
    let form = form.header("authorization", &format!("Bearer {}", directory.secret())).send(world.port());
    assert!(matches!(form.status, 403 | 415), "{}", form.status);
    assert_eq!(directory.get("/Users")["totalResults"], 1);
}

#[test]
fn lists_come_in_pages_and_show_what_is_wanted_of_them() {
    let (world, directory) = world();
    for number in 0..25 {
        world.clock.advance(Duration::seconds(1));
        directory.person(&Employee::named(&format!("person{number}")));
    }
    let page = directory.get("/Users?startIndex=11&count=10");
    assert_eq!(
        (&page["totalResults"], &page["startIndex"], &page["itemsPerPage"]),
        (&json!(25), &json!(11), &json!(10))
    );
    let name = |page: &Value, index: usize| page["Resources"][index]["userName"].as_str().unwrap().to_owned();
    assert_eq!(name(&page, 0), "person10@example.com");
    let filtered = directory.get(&format!("/Users?startIndex=2&count=3&filter={}", quoted("userName sw \"person1\"")));
    assert_eq!((&filtered["totalResults"], filtered["Resources"].as_array().map(Vec::len)), (&json!(11), Some(3)));
    assert_eq!(directory.get("/Users?count=0")["Resources"], json!([]));
    assert_eq!(directory.get("/Users?startIndex=-3&count=1")["startIndex"], 1);
    let few = directory.get("/Users?attributes=userName&count=1");
    let keys: Vec<&String> = few["Resources"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "meta", "schemas", "userName"]);
}

#[test]
fn what_the_service_understands_can_be_asked() {
    let (_world, directory) = world();
    let config = directory.get("/ServiceProviderConfig");
    assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"]), (&json!(true), &json!(false)));
    let types = directory.get("/ResourceTypes");
    assert_eq!((&types["totalResults"], &types["Resources"][0]["endpoint"]), (&json!(2), &json!("/Users")));
    assert_eq!(directory.get("/ResourceTypes/Group")["schema"], "urn:ietf:params:scim:schemas:core:2.0:Group");
    let schemas = directory.get("/Schemas");
    assert_eq!(schemas["totalResults"], 3);
    assert_eq!(directory.get(&format!("/Schemas/{ENTERPRISE}"))["id"], ENTERPRISE);
    assert_eq!(directory.send("GET", "/Schemas/urn:nothing", &Value::Null).status, 404);
}
