//! Reads forms out of our pages, as far as the tests need them.

/// One form.
#[derive(Debug, Default)]
pub struct Form {
    /// Hidden and other inputs, and selects with their first option.
    pub fields: Vec<(String, String)>,
    /// Buttons that send a value.
    pub buttons: Vec<(String, String)>,
}

/// All forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    html.split("<form").skip(1).map(|part| form(part.split("</form").next().unwrap_or_default())).collect()
}

fn form(html: &str) -> Form {
    let mut form = Form::default();
    for (tag, into_buttons) in [("<input", false), ("<select", false), ("<button", true)] {
        for part in html.split(tag).skip(1) {
            let head = part.split('>').next().unwrap_or_default();
            let Some(name) = attribute(head, "name") else { continue };
            let value = attribute(head, "value").unwrap_or_default();
            if into_buttons { form.buttons.push((name, value)) } else { form.fields.push((name, value)) }
        }
    }
    form
}

/// The value of an attribute, in quotes or without.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[at..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '\n', '>']).next()?,
    };
    Some(value.replace("&amp;", "&").replace("&#38;", "&"))
}
