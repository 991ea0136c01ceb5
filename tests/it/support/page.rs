//! Reads forms out of our pages, as far as the tests need them.

/// One form.
#[derive(Debug, Default)]
pub struct Form {
    pub method: String,
    pub action: String,
    /// Hidden and other inputs, and selects with their first option.
    pub fields: Vec<(String, String)>,
    /// Buttons that send a value.
    pub buttons: Vec<(String, String)>,
}

impl Form {
    /// The fields as sent by the button whose name or value says "only this app".
    pub fn here_only(&self) -> Vec<(String, String)> {
        let mut sent: Vec<_> = self.fields.iter().filter(|(name, _)| name == "csrf_token").cloned().collect();
        let says_here = |(name, value): &&(String, String)| {
            let text = format!("{name} {value}").to_lowercase();
            ["here", "local", "app", "only", "this"].iter().any(|word| text.contains(word))
        };
        let choice = self.buttons.iter().find(says_here).or_else(|| self.fields.iter().find(says_here));
        sent.push(choice.unwrap_or_else(|| panic!("a choice to stay here, in {self:?}")).clone());
        sent
    }
}

/// All forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    html.split("<form").skip(1).map(|part| form(part.split("</form").next().unwrap_or_default())).collect()
}

fn form(html: &str) -> Form {
    let head = html.split('>').next().unwrap_or_default();
    let mut form = Form {
        method: attribute(head, "method").unwrap_or_default().to_lowercase(),
        action: attribute(head, "action").unwrap_or_default(),
        ..Form::default()
    };
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
