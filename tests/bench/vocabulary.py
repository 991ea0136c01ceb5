"""Names and words as a company in several countries has them: few of them often, most of them seldom. The same for the same seed."""

import itertools
import random

COMMON = """the of and to in is for on that by this with from at as are was be it an or which not have has will company
customer project report contract meeting budget quarter invoice delivery plan price order supplier team review schedule
change office travel cost time date number total account manager department result target market product service data
system process quality risk training employee security policy request approval und der die das ist nicht mit für auf ein
wurde werden bericht vertrag rechnung lieferung angebot termin übersicht abteilung prüfung le la les des est pour dans
avec sur facture devis réunion équipe société marché contrôle umowa faktura dostawa zamówienie spółka договор отчёт счёт
contrato reunión presupuesto año gestión""".split()
SYLLABLES = "an be con der es fi ga hal in jo ka le mo ne or pa qui re sta ti un ver wo xi ya zu bil dor fen gra kel lim".split()
FOLDERS = """Contracts Verträge Invoices Rechnungen Factures Umowy Договоры Personal Marketing Sales Vertrieb Legal Recht
Minutes Protokolle Photos Fotos Drawings Zeichnungen Quality Qualität Données Übersicht Archive Offers Angebote Templates
Vorlagen Reports Berichte Rapports Отчёты Training Schulung Résultats Presupuestos 議事録 図面""".split()
NAMES = """Invoice@Rechnung@Facture@Faktura@Contract@Vertrag@Umowa@Договор@Contrato@Offer@Angebot@Devis@Minutes@Protokoll@
Compte rendu@議事録@Report@Bericht@Rapport@Отчёт@Overview@Übersicht@Résumé@Drawing@Zeichnung@Plan@Letter@Brief@Lettre@
Budget@Presupuesto@Training@Schulung@Photo@Scan@Notes""".replace("\n", "").split("@")
FIRST = "Ada Björn Chloé Dmitri Emília François Gül Håkon Ines Jürgen Katarzyna Łukasz Mária Nuño Øyvind Paweł Quentin Renée Søren Tomáš Ulla Zoë".split()
LAST = "Nowak Müller Lefèvre Sørensen García Ivanova Yılmaz Kovács Ångström Dvořák O'Brien Tanaka Rossi Schäfer Bąk Novák".split()
# Ending, media type, whether there is text in it, how many of a hundred documents.
KINDS = [
    ("pdf", "application/pdf", True, 34),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True, 22),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True, 12),
    ("txt", "text/plain; charset=utf-8", True, 6),
    ("md", "text/markdown; charset=utf-8", True, 3),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", True, 3),
    ("jpg", "image/jpeg", False, 12),
    ("png", "image/png", False, 5),
    ("mp4", "video/mp4", False, 1),
    ("zip", "application/zip", False, 2),
]
RARE = 150_000


class Vocabulary:
    def __init__(self, seed: int):
        chance = random.Random(f"{seed} words")
        made = dict.fromkeys("".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(RARE))
        self.words = COMMON + list(made)
        self.weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(self.words))))
        self.firms = [f"{word.capitalize()} {kind}" for word in self.words[-2000:] for kind in [chance.choice(["GmbH", "AG", "Ltd", "SA", "Sp. z o.o."])]]

    def some(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.weights, k=count)

    def name(self, chance: random.Random) -> str:
        """Of a document, without its ending."""
        kind, draw = chance.choice(NAMES), chance.random()
        if draw < 0.3:
            return f"{kind} {chance.randint(2015, 2026)}-{chance.randint(1, 99999):05} {chance.choice(self.firms)}"
        if draw < 0.5:
            return f"{kind} {' '.join(self.some(chance, 2))} {chance.randint(2015, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        if draw < 0.6:
            return f"IMG_{chance.randint(1, 9999):04}"
        if draw < 0.605:
            return f"📷 {kind} {chance.randint(2015, 2026)} 🎉"
        return f"{' '.join(self.some(chance, chance.randint(1, 4))).capitalize()} v{chance.randint(1, 9)}"
