// A zip archive without compression, which every Office file is (APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16).

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit += 1) byte = (byte >>> 1) ^ (byte & 1 ? 0xedb88320 : 0);
  return byte >>> 0;
});

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}

/** @param {Record<string, string | Buffer>} parts */
export function archive(parts) {
  const files = [], list = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const [title, bytes] = [Buffer.from(name), Buffer.from(content)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(title.length, 22);
    files.push(Buffer.from("PK\x03\x04", "latin1"), facts, title, bytes);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02\x14\x00", "latin1");
    facts.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    list.push(entry, title);
    at += 30 + title.length + bytes.length;
  }
  const listed = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(list.length / 2, 8);
  end.writeUInt16LE(list.length / 2, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, listed, end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const relations = (...targets) =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(([kind, target], at) => `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`)
    .join("")}</Relationships>`;

const types = (...parts) =>
  `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts
    .map(([name, type]) => `<Override PartName="${name}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`)
    .join("")}</Types>`;

/** A letter with a heading, a list of paragraphs and a table. */
export function docx({ heading, paragraphs, table }) {
  const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const paragraph = (text, style = "") => `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const rows = table.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`).join("");
  return archive({
    "[Content_Types].xml": types(["/word/document.xml", "wordprocessingml.document.main"], ["/word/styles.xml", "wordprocessingml.styles"]),
    "_rels/.rels": relations(["officeDocument", "word/document.xml"]),
    "word/_rels/document.xml.rels": relations(["styles", "styles.xml"]),
    "word/styles.xml": `${XML}<w:styles ${W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    "word/document.xml": `${XML}<w:document ${W}><w:body>${paragraph(heading, "Heading1")}${paragraphs.map((text) => paragraph(text)).join("")}<w:tbl>${rows}</w:tbl>${paragraph("")}</w:body></w:document>`,
  });
}

/** A workbook: its sheets by name, each with rows of texts and numbers. */
export function xlsx(sheets) {
  const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const names = Object.keys(sheets);
  const cell = (value) => (typeof value === "number" ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`);
  return archive({
    "[Content_Types].xml": types(["/xl/workbook.xml", "spreadsheetml.sheet.main"], ...names.map((_, at) => [`/xl/worksheets/sheet${at + 1}.xml`, "spreadsheetml.worksheet"])),
    "_rels/.rels": relations(["officeDocument", "xl/workbook.xml"]),
    "xl/_rels/workbook.xml.rels": relations(...names.map((_, at) => ["worksheet", `worksheets/sheet${at + 1}.xml`])),
    "xl/workbook.xml": `${XML}<workbook ${S} xmlns:r="${RELATIONS}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets></workbook>`,
    ...Object.fromEntries(Object.values(sheets).map((rows, at) => [`xl/worksheets/sheet${at + 1}.xml`, `${XML}<worksheet ${S}><sheetData>${rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("")}</sheetData></worksheet>`])),
  });
}

/** A presentation: each slide has a title and lines. */
export function pptx(slides) {
  const P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
  const shape = (kind, lines) => `<p:sp><p:nvSpPr><p:nvPr><p:ph ${kind}/></p:nvPr></p:nvSpPr><p:txBody>${lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join("")}</p:txBody></p:sp>`;
  return archive({
    "[Content_Types].xml": types(["/ppt/presentation.xml", "presentationml.presentation.main"]),
    "_rels/.rels": relations(["officeDocument", "ppt/presentation.xml"]),
    "ppt/_rels/presentation.xml.rels": relations(...slides.map((_, at) => ["slide", `slides/slide${at + 1}.xml`])),
    "ppt/presentation.xml": `${XML}<p:presentation ${P} xmlns:r="${RELATIONS}"><p:sldIdLst>${slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`).join("")}</p:sldIdLst></p:presentation>`,
    ...Object.fromEntries(slides.map(([title, ...lines], at) => [`ppt/slides/slide${at + 1}.xml`, `${XML}<p:sld ${P}><p:cSld><p:spTree>${shape('type="title"', [title])}${shape('idx="1"', lines)}</p:spTree></p:cSld></p:sld>`])),
  });
}

/** OpenDocument: `text`, `spreadsheet` or `presentation`. */
export function opendocument(kind, body) {
  const spaces = ["office", "text", "table", "draw", "presentation"].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`).join(" ");
  return archive({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    "content.xml": `${XML}<office:document-content ${spaces}><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
  });
}
