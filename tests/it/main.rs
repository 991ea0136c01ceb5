//! The stories that the program must tell, one file each, in one program: it links once. `support` is what they
//! stand on.
#![allow(clippy::unwrap_used)] // a test that cannot go on panics
#![allow(clippy::format_push_string, clippy::cast_possible_truncation)] // plain is enough here

mod access_matrix;
mod arrows;
mod attacks;
mod attempts;
mod audit;
mod callback;
mod client_credential;
mod cross_site;
mod database;
mod development;
mod documents_blobs;
mod documents_conditional;
mod documents_disposition;
mod documents_http;
mod documents_import;
mod documents_path;
mod documents_range;
mod documents_upkeep;
mod documents_zip;
mod documents_zip_names;
mod doors;
#[cfg(feature = "embedded-postgres")]
mod embedded;
mod every_answer;
mod find_queue;
mod find_reading;
mod find_search;
#[cfg(feature = "embedded-postgres")]
mod first_start;
mod id_token;
mod id_token_signature;
mod ids;
mod key_ring;
mod list_of_people;
mod listing_page;
mod listing_shelf;
mod listing_sizes;
mod listing_view;
mod local_path;
mod look_attacks;
mod look_page;
mod memory;
mod object_store;
mod other_language;
mod other_provider;
mod provider;
mod provider_documents;
mod readme;
mod record;
mod return_to;
mod roles;
mod running;
mod session_cookie;
mod settings;
mod sign_out;
mod signing_in;
mod support;
mod texts;
mod tickets;
mod tree_api;
mod tree_forms;
mod tree_moves;
mod tree_openapi;
mod tree_trash;
mod two_people;
mod uploads_form;
mod uploads_limits;
mod uploads_names;
mod uploads_survive;
mod uploads_tus;
mod wire;
