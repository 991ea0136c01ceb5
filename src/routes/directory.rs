//! The routes of SCIM (RFC 7644).

use crate::{scim, transport::routing::RouteTable};

/// For the company's directory.
pub fn for_the_directory(table: RouteTable) -> RouteTable {
    table
        .get("/scim/v2/ServiceProviderConfig", scim::service_provider_config)
        .get("/scim/v2/ResourceTypes", scim::resource_types)
        .get("/scim/v2/ResourceTypes/{name}", scim::resource_type)
        .get("/scim/v2/Schemas", scim::schemas)
        .get("/scim/v2/Schemas/{urn}", scim::schema)
        .get("/scim/v2/Users", scim::users)
        .post("/scim/v2/Users", scim::make_user)
        .get("/scim/v2/Users/{id}", scim::user)
        .put("/scim/v2/Users/{id}", scim::put_user)
        .patch("/scim/v2/Users/{id}", scim::patch_user)
        .delete("/scim/v2/Users/{id}", scim::delete_user)
        .get("/scim/v2/Groups", scim::groups)
        .post("/scim/v2/Groups", scim::make_group)
        .get("/scim/v2/Groups/{id}", scim::group)
        .put("/scim/v2/Groups/{id}", scim::put_group)
        .patch("/scim/v2/Groups/{id}", scim::patch_group)
        .delete("/scim/v2/Groups/{id}", scim::delete_group)
}
