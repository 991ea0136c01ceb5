"""What the judge of the API does not know by itself: the bytes and the metadata of tus, and which session is its own."""

import os
from base64 import b64encode
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st

schemathesis.openapi.media_type("application/offset+octet-stream", st.binary(max_size=64))


def pair(key, value):
    return f"{key} {b64encode(value.encode()).decode()}"


# A pattern cannot say that Base64 holds a name; the description calls the format "upload-metadata".
names = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöü ", min_size=1, max_size=20).map(lambda name: f"{name}.txt")
choices = st.sampled_from(["refuse", "replace", "keep_both", "skip"])
schemathesis.openapi.format(
    "upload-metadata",
    st.one_of(
        names.map(lambda name: pair("filename", name)),
        st.builds(lambda name, choice: ",".join([pair("filename", name), pair("ontaken", choice)]), names, choices),
    ),
)


# It may end any session but its own: whoever is signed out hears 401 to everything, and that is described everywhere.
@schemathesis.hook("before_call").apply_to(operation_id="endSession")
def stay_signed_in(context, case, kwargs):
    if str(case.path_parameters["id"]).lower() == os.environ["LATCHKEY_SESSION_ID"]:
        case.path_parameters["id"] = str(uuid4())
