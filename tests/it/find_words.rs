//! Words are told apart and compared alike in texts, names and queries, in every language; and all words of a query have to
//! be in the document, wherever in it they stand.

use serde_json::Value;

use crate::support::{
    Browser, World, all_is_found,
    files::{line, pdf},
    import::import,
};

fn found(browser: &mut Browser, query: &str) -> Vec<Value> {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    let answer = browser.fetch(&format!("/api/v1/search?{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

fn paths(browser: &mut Browser, query: &str) -> Vec<String> {
    found(browser, query).iter().map(|item| item["path"].as_str().unwrap().to_owned()).collect()
}

fn marked(hit: &Value) -> Vec<String> {
    let pieces = hit["passage"].as_array().unwrap().iter();
    pieces.filter(|piece| piece["hit"] == true).map(|piece| piece["text"].as_str().unwrap().to_owned()).collect()
}

/// These files, found by each of these queries: what was typed, and what alone is found.
fn finds(files: &[(&str, &[u8])], queries: &[(&str, &str)]) {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, files);
    all_is_found(&world);
    for (query, path) in queries {
        assert_eq!(paths(&mut reader, query), [*path], "{query}");
    }
}

#[test]
fn letters_and_digits_are_words_and_everything_else_is_a_gap() {
    let text = "INV-2024-00987 Umsatz/Gewinn anna.schmidtke@examplefirma.de E-Mail-Adresse v2.13.7-rc1 my_variable";
    finds(
        &[("a.txt", text.as_bytes()), ("Q3_Forecast_v2.xlsx", b"-"), ("c.txt", b"2 and 13 and 7; inv 00987")],
        &[
            ("2024-00987", "a.txt"),
            ("INV-2024-00987", "a.txt"),
            ("INV-2024-009", "a.txt"),
            ("Gewinn", "a.txt"),
            ("umsatz/gewinn", "a.txt"),
            ("schmidtke", "a.txt"),
            ("anna.schmidtke@examplefirma.de", "a.txt"),
            ("examplefirma", "a.txt"),
            ("E-Mail", "a.txt"),
            ("2.13.7", "a.txt"),
            ("v2.13.7-rc1", "a.txt"),
            ("variable", "a.txt"),
            ("forecast", "Q3_Forecast_v2.xlsx"),
            ("q3_forecast", "Q3_Forecast_v2.xlsx"),
        ],
    );
}

#[test]
fn scripts_without_gaps_are_found_inside_their_runs_in_texts_and_in_names() {
    let text = "本社ビルの改修工事について、契約書を締結した。";
    finds(
        &[
            ("今年の四半期報告書.txt", text.as_bytes()),
            ("other.txt", "契約と約書、改修、工事".as_bytes()),
            ("ไทย.txt", "ประเทศไทยมีวัด".as_bytes()),
            ("한국.txt", "한국어문서를 찾는다".as_bytes()),
        ],
        &[
            ("改修工事", "今年の四半期報告書.txt"),
            ("契約書", "今年の四半期報告書.txt"),
            ("報告", "今年の四半期報告書.txt"),
            ("四半期報告", "今年の四半期報告書.txt"),
            ("ไทยมี", "ไทย.txt"),
            ("문서", "한국.txt"),
        ],
    );
}

#[test]
fn words_are_found_inflected_spelled_out_in_the_middle_of_others_and_with_a_slip() {
    let german = "Die Mietverträge mit den Lieferanten in Zürich wurden im vergangenen Jahr nicht verlängert, und die \
                  Häuser stehen leer. Der Zuerichsee bleibt.";
    let english = "The employees have written their reports about the archived invoices of last year.";
    let russian = "Договоры с поставщиками были подписаны в прошлом году.";
    finds(
        &[("d.txt", german.as_bytes()), ("e.txt", english.as_bytes()), ("r.txt", russian.as_bytes())],
        &[
            ("zuerich", "d.txt"),
            ("zurich", "d.txt"),
            ("Zürichsee", "d.txt"),
            ("haus", "d.txt"),
            ("verträge", "d.txt"),
            ("lieferant", "d.txt"),
            ("invoice", "e.txt"),
            ("reporting", "e.txt"),
            ("reprots", "e.txt"),
            ("emplyees", "e.txt"),
            ("vertarg", "d.txt"),
            ("ДОГОВОР", "r.txt"),
            ("поставщик", "r.txt"),
        ],
    );
}

#[test]
fn all_words_have_to_be_in_the_document_some_in_its_name_some_in_its_text_some_in_its_folders() {
    let world = World::start();
    let mut reader = world.reader();
    import(
        &world,
        &[
            ("Rechnungen/2024/Telekom.pdf", &pdf(&[line("Anschluss und Leitung")])),
            ("Rechnungen/2024/Stadtwerke.pdf", &pdf(&[line("Strom und Gas")])),
            ("Telekom Vertrag.txt", b"Anschluss, keine Rechnung"),
        ],
    );
    all_is_found(&world);
    for query in ["telekom leitung", "rechnungen leitung", "2024 telekom anschluss", "rechnungen 2024 telekom"] {
        assert_eq!(paths(&mut reader, query), ["Rechnungen/2024/Telekom.pdf"], "{query}");
    }
    assert_eq!(paths(&mut reader, "vertrag anschluss"), ["Telekom Vertrag.txt"]);
    assert!(paths(&mut reader, "stadtwerke leitung").is_empty());
    assert!(paths(&mut reader, "telekom -anschluss").is_empty());
    assert_eq!(paths(&mut reader, "rechnungen -telekom -stadtwerke"), ["Rechnungen", "Rechnungen/2024"]);
}

#[test]
fn whole_words_of_names_come_before_letters_in_their_middle_and_what_is_near_before_what_is_not() {
    let world = World::start();
    let mut reader = world.reader();
    let logs: Vec<String> = (0..30).map(|number| format!("logs/changelog {number}.txt")).collect();
    let mut files: Vec<(&str, &[u8])> = logs.iter().map(|path| (path.as_str(), b"x".as_slice())).collect();
    files.extend([("My handbook.txt", b"y".as_slice()), ("Team/a plan.txt", b"1"), ("Other/a plan.txt", b"2")]);
    import(&world, &files);
    all_is_found(&world);
    assert_eq!(paths(&mut reader, "han")[0], "My handbook.txt");
    assert_eq!(paths(&mut reader, "han").len(), 20);
    let answer = |browser: &mut Browser, here: &str| {
        browser.fetch(&format!("/api/v1/search?q=plan&here={here}")).json()["items"][0]["path"].clone()
    };
    assert_eq!(answer(&mut reader, "Team"), "Team/a plan.txt");
    assert_eq!(answer(&mut reader, "Other"), "Other/a plan.txt");
    let sorted = |browser: &mut Browser, sort: &str| {
        browser.fetch(&format!("/api/v1/search?q=changelog&limit=2&sort={sort}")).json()["items"][1]["path"].clone()
    };
    assert_eq!(sorted(&mut reader, "name"), "logs/changelog 1.txt");
    assert_eq!(reader.fetch("/api/v1/search?q=a&sort=luck").status, 400);
}

#[test]
fn the_page_says_how_many_hits_there_are_and_offers_to_narrow_them() {
    let world = World::start();
    let mut reader = world.reader();
    let names: Vec<String> = (0..230).map(|number| format!("{}/otter {number}.txt", number / 90)).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|path| (path.as_str(), b"x".as_slice())).collect();
    import(&world, &files);
    all_is_found(&world);
    assert!(reader.goto("/search?q=otter").text().contains("Hits 1 to 20 of more than 100."));
    let page = reader.goto("/search?q=otter&in=0&zone=Europe/Berlin").text();
    assert!(page.contains("Hits 1 to 20 of 90."), "{page}");
    for link in ["kind=text", "changed=today", "by=import"] {
        assert!(page.contains(&format!("q=otter&#38;in=0&#38;zone=Europe%2FBerlin&#38;{link}")), "{link} in {page}");
    }
    assert!(reader.goto("/search?q=otter+7&kind=text").text().contains("aria-current=\"true\""));
    assert_eq!(reader.goto("/search?q=otter&zone=Mars/Olympus&changed=today").status, 400);
}

#[test]
fn days_are_those_of_the_reader() {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, &[("a.txt", b"otter")]);
    all_is_found(&world);
    // Half past ten at night in London is already the next day in Tokyo.
    world.database.execute(
        "ALTER TABLE versions DISABLE TRIGGER USER;
         UPDATE versions SET modified_at = '2026-03-01 22:30+00';
         ALTER TABLE versions ENABLE TRIGGER USER;
         UPDATE nodes SET updated_at = now() WHERE name = 'a.txt'",
    );
    let mut on = |day: &str, zone: &str| {
        let address = format!("/api/v1/search?q=otter&since={day}&until={day}&zone={zone}");
        reader.fetch(&address).json()["items"].as_array().unwrap().len()
    };
    assert_eq!((on("2026-03-01", ""), on("2026-03-02", "")), (1, 0));
    assert_eq!((on("2026-03-01", "Asia/Tokyo"), on("2026-03-02", "Asia/Tokyo")), (0, 1));
}

#[test]
fn long_texts_are_found_to_their_end_and_the_passage_shows_the_words() {
    let world = World::start();
    let mut reader = world.reader();
    let filler: Vec<String> = (0..40_000).map(|number| format!("line {number} of the long report")).collect();
    let filler = filler.join("\n");
    let text = format!("der Anfang\n{filler}\nder Lagerbestandsabgleich zeigt INV-2024-00123 am Ende, ganz zuletzt");
    assert!(text.len() > 1_000_000);
    import(&world, &[("bericht.txt", text.as_bytes()), ("kurz.txt", b"der Anfang")]);
    all_is_found(&world);
    for (query, words) in [
        ("der Lagerbestandsabgleich", vec!["der", "Lagerbestandsabgleich"]),
        ("bestandsabgleich", vec!["Lagerbestandsabgleich"]),
        ("INV-2024-00123", vec!["INV", "2024", "00123"]),
        ("\"ganz zuletzt\"", vec!["ganz", "zuletzt"]),
    ] {
        let hits = found(&mut reader, query);
        assert_eq!(hits.len(), 1, "{query}");
        assert_eq!(marked(&hits[0]), words, "{query}: {}", hits[0]["passage"]);
    }
    assert!(paths(&mut reader, "\"zuletzt ganz\"").is_empty());
}

#[test]
fn what_is_left_out_is_said_on_the_page_and_counted() {
    let world = World::start();
    let (mut reader, mut admin) = (world.reader(), world.admin());
    import(
        &world,
        &[("long.txt", b"longer than 8 MB"), ("scan.pdf", &pdf(&[])), ("bad.pdf", b"%PDF-1.4 no"), ("ok.txt", b"x")],
    );
    all_is_found(&world);
    // A reader without optimization takes too long for so long a text; its bound has a test of its own.
    world.database.execute(
        "UPDATE contents SET state = 'partial', reason = 'only the first 8 MB of its text are searched' WHERE size = 16",
    );
    let states = "SELECT string_agg(state, ',' ORDER BY state) FROM contents";
    assert_eq!(world.database.text(states), "done,empty,failed,partial");
    let mut says = |name: &str, words: &str| {
        let id = world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
        let page = reader.goto(&format!("/d/{id}")).text();
        assert!(page.contains(words), "{name}: {words} in {page}");
    };
    says("long.txt", "only the first 8 MB of its text are searched");
    says("scan.pdf", "there are no words in it");
    says("bad.pdf", "its words could not be read");
    says("ok.txt", "all of its words");
    let page = admin.goto("/admin/index").text();
    assert!(page.contains("Read in part</dt><dd>1</dd>") && page.contains("long.txt"), "{page}");
}

#[test]
fn letters_are_folded_by_the_database_as_by_the_program_whatever_its_locale_is() {
    let world = World::asleep("http://localhost:8000", |_| {});
    // The alphabets with capital letters, with accents, of several widths, or made of parts.
    let alphabets = [
        '\u{20}'..='\u{2af}',
        '\u{370}'..='\u{556}',
        '\u{5d0}'..='\u{6ff}',
        '\u{900}'..='\u{a00}',
        '\u{10a0}'..='\u{11ff}',
        '\u{13a0}'..='\u{13fd}',
        '\u{1e00}'..='\u{1fff}',
        '\u{2000}'..='\u{208e}',
        '\u{2100}'..='\u{218b}',
        '\u{2460}'..='\u{24ff}',
        '\u{3000}'..='\u{33ff}',
        '\u{4e00}'..='\u{9fff}',
        '\u{a640}'..='\u{a69d}',
        '\u{ac00}'..='\u{d7a3}',
        '\u{f900}'..='\u{ffee}',
        '\u{10400}'..='\u{104ff}',
        '\u{1d400}'..='\u{1d6a5}',
    ];
    let letters: Vec<char> = alphabets.into_iter().flatten().collect();
    let mut different = Vec::new();
    for letters in letters.chunks(5000) {
        let sql: String =
            letters.iter().map(|letter| if *letter == '\'' { "''".to_owned() } else { letter.to_string() }).collect();
        let folded = world.database.text(&format!(
            "SELECT string_agg(search_fold(letter), E'\\x01' ORDER BY place)
               FROM regexp_split_to_table('{sql}', '') WITH ORDINALITY AS l (letter, place)"
        ));
        for (letter, theirs) in letters.iter().zip(folded.split('\u{1}')) {
            let ours = latchkey::search::words::letters::folded(&letter.to_string());
            if ours != theirs {
                different.push((*letter, ours, theirs.to_owned()));
            }
        }
    }
    assert!(different.is_empty(), "{different:?}");
}

#[test]
fn a_new_name_is_found_before_its_words_are_worked_out() {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, &[("a.txt", b"x")]);
    all_is_found(&world);
    // As while a crowd of others is before it.
    world.database.execute(
        "BEGIN; SET LOCAL latchkey.tells = 'itself'; UPDATE nodes SET name = 'my_walrus.txt' WHERE name = 'a.txt'; COMMIT",
    );
    assert_eq!(paths(&mut reader, "walrus"), ["my_walrus.txt"]);
}
