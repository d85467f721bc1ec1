//! The first four sections of the sample page.

use crate::beispiel::Schreiber;
use crate::{bilder, diagramme};
use lotse::report::model::*;

pub fn abschnitte(w: Schreiber) -> Vec<Abschnitt> {
    vec![entscheiden(w), bewegung(w), lage(w), fortschritt(w)]
}

fn segmente(w: Schreiber, werte: [u64; 4]) -> Vec<Segment> {
    let art = [("grün", Farbe::Gruen), ("gelb", Farbe::Gelb), ("rot", Farbe::Rot), ("nicht gemeldet", Farbe::Grau)];
    let paare = werte.into_iter().zip(art);
    paare.map(|(n, (wort, farbe))| Segment { wort: w.t(wort), menge: n, zahl: n.to_string(), text: n.to_string(), farbe }).collect()
}

fn entscheiden(w: Schreiber) -> Abschnitt {
    let ziel = || Ziel::anchor(&Anker::new("P-02"));
    let mut a = Abschnitt::new("1", "s1", &w.t("Zu entscheiden"), w.s("Zwei Entscheidungen, eine davon bis zum 13. November"));
    a.breite = Breite::Acht;
    let liste = [
        ("e-1", "Folgefinanzierung der Gewerbeanzeige online ab 01.01.2027 festlegen", "CIO mit Finanzressort", "13.11.2026"),
        ("e-2", "Freigabe F3 des Wohngeldantrags online mit Auflagen erteilen oder wiederholen", "Lenkungsausschuss", "20.11.2026"),
        ("e-3", "Betrieb der Terminvereinbarung an einen kommunalen Dienstleister oder das Land vergeben", "CIO", "27.11.2026"),
        ("e-4", "Für jede offene Antwort des Landes eine Stelle und eine Frist bestimmen", "PMO mit Referaten", "30.11.2026"),
        ("e-5", "Elektronische Bauakte mit neuem Zuschnitt planen oder beenden", "Lenkungsausschuss", "04.12.2026"),
    ];
    let liste = liste.map(|(id, titel, wer, bis)| Entscheidung {
        kennung: Anker::new(id),
        titel: w.t(titel),
        herkunft: Satz::default().link(w.t("P-02"), ziel()).word(w.t(", Vorlage AZ 12-4/26")),
        wer: w.t(wer),
        bis: w.t(bis),
        folge: w.s("Am 31.12.2026 endet das erste bezahlte Jahr für ").share("31", "122", Some(ziel())).word(" Verwaltungen."),
    });
    a.push(Breite::Voll, Block::Entscheidungen(Entscheidungen { liste: liste.into(), leer: String::new() }));
    a
}

fn bewegung(w: Schreiber) -> Abschnitt {
    let mut a =
        Abschnitt::new("2", "s2", &w.t("Seit letztem Monat"), w.s("9 von 26 haben die Lage gewechselt: 6 ungünstiger, 3 günstiger"));
    a.breite = Breite::Vier;
    let zeile =
        |gruppe: Satz, label: &str, werte| Balkenzeile { gruppe, label: w.t(label), segmente: segmente(w, werte), ende: Satz::default() };
    let zeilen = vec![
        zeile(w.s("In beiden Monaten gemeldet: 26"), "30.09.", [15, 8, 3, 0]),
        zeile(Satz::default(), "31.10.", [13, 8, 5, 0]),
        zeile(w.s("Alle Projekte: 40"), "30.09.", [17, 10, 4, 9]),
        zeile(Satz::default(), "31.10.", [13, 9, 6, 12]),
    ];
    a.push(Breite::Voll, Block::Balken(Balken { zeilen, ..Balken::default() }));
    let spalte = |form, titel: &str| Spalte { form: Some(form), ..Spalte::center(&w.t(titel)) };
    let reihe = |form, wort: &str, werte: [(&str, Ton); 5]| {
        let mut zellen = vec![Zelle::mark(form, &w.t(wort))];
        zellen.extend(werte.map(|(text, ton)| Zelle::toned(text, ton)));
        Zeile::new(None, zellen)
    };
    let (gl, ab, auf, fe, nu, su) = (Ton::Gleich, Ton::Ab, Ton::Auf, Ton::Fehlt, Ton::Null, Ton::Summe);
    let formen = [Form::GruenerKreis, Form::GelbesDreieck, Form::RoteRaute, Form::Schraffur];
    a.push(
        Breite::Voll,
        Block::Tabelle(Tabelle {
            kennung: Anker::new("t-vn"),
            beschriftung: w.t("Lage am 30.09. (Zeilen) und am 31.10. (Spalten)"),
            spalten: vec![
                Spalte::left(&w.t("von ↓ nach →")),
                spalte(formen[0], "grün"),
                spalte(formen[1], "gelb"),
                spalte(formen[2], "rot"),
                spalte(formen[3], "nicht"),
                Spalte::center(&w.t("alle")),
            ],
            zeilen: vec![
                reihe(formen[0], "grün", [("11", gl), ("↘ 3", ab), ("↘ 1", ab), ("2", fe), ("17", su)]),
                reihe(formen[1], "gelb", [("↗ 2", auf), ("4", gl), ("↘ 2", ab), ("2", fe), ("10", su)]),
                reihe(formen[2], "rot", [("0", nu), ("↗ 1", auf), ("2", gl), ("1", fe), ("4", su)]),
                reihe(formen[3], "nicht gem.", [("0", fe), ("1", fe), ("1", fe), ("7", fe), ("9", su)]),
            ],
            gestalt: Gestalt::Tafel,
            quelle: w.s("Berechnete Lage. Schraffiert die übrigen 14: 5 nicht mehr, 2 wieder, 7 weiterhin nicht gemeldet."),
            ..Tabelle::default()
        }),
    );
    a
}

fn lage(w: Schreiber) -> Abschnitt {
    let mut a = Abschnitt::new("3", "s3", &w.t("Lage"), w.s("7 von 28 Projekten melden günstiger, als die Daten es zeigen"));
    a.satz = w.s("Keines meldet ungünstiger. Gemeldet: 18 grün, 7 gelb, 3 rot. Berechnet: 13 grün, 9 gelb, 6 rot.");
    a.neue_seite = true;
    let zeile = |label: &str, werte| Balkenzeile { label: w.t(label), segmente: segmente(w, werte), ..Balkenzeile::default() };
    let zeilen = vec![zeile("gemeldet", [18, 7, 3, 12]), zeile("berechnet", [13, 9, 6, 12])];
    a.neben = Some(Balken { zeilen, ..Balken::default() });
    a.push(Breite::Voll, Block::Diagramm(Box::new(diagramme::teppich(w))));
    let stand =
        |gruen: bool| if gruen { Zelle::mark(Form::GruenerKreis, &w.t("grün")) } else { Zelle::mark(Form::GelbesDreieck, &w.t("gelb")) };
    let projekt = |id: &str, name: &str, weil: &str, text: &str, gruen| {
        let name = Satz::default().link(w.t(name), Ziel::page(&format!("projekte/{id}.html"), None));
        let stellung =
            if text.is_empty() { Zelle::mark(Form::Schraffur, &w.t("steht aus")) } else { Satz::default().quote(w.t(text)).into() };
        Zeile::new(
            Some(Anker::new(id)),
            vec![Zelle::from(name).note(w.t(id)), stand(gruen), Zelle::mark(Form::RoteRaute, &w.t("rot")), w.s(weil).into(), stellung],
        )
    };
    a.push(
        Breite::Acht,
        Block::Tabelle(Tabelle {
            kennung: Anker::new("t-abw"),
            titel: w.s("Gemeldet und berechnet weichen ab: ").share("7", "28", None),
            beschriftung: w.t("Abweichungen zwischen gemeldeter und berechneter Lage"),
            spalten: ["Projekt", "gemeldet", "berechnet", "weil", "Stellungnahme des Projekts"].map(|t| Spalte::left(&w.t(t))).into(),
            zeilen: vec![
                projekt(
                    "P-02",
                    "Wohngeldantrag online",
                    "Ergebnisse: 3 von 7 für F3 fehlen",
                    "Unterlagen liegen vor, sind noch nicht gezeichnet.",
                    false,
                ),
                projekt(
                    "P-08",
                    "Kita-Anmeldung",
                    "Beteiligung: zweite AG-Sitzung ohne kommunale Leitung",
                    "Vertretung ist ab November benannt.",
                    true,
                ),
                projekt("P-11", "Urkundenbestellung", "Ergebnisse: Auftrag nicht abgenommen", "", true),
            ],
            ..Tabelle::default()
        }),
    );
    a.push(
        Breite::Vier,
        Block::Tabelle(Tabelle {
            kennung: Anker::new("t-leer"),
            titel: w.s("Nicht gemeldet"),
            beschriftung: w.t("Nicht gemeldete Projekte"),
            leer: w.t("Alle Projekte haben gemeldet."),
            ..Tabelle::default()
        }),
    );
    a
}

fn fortschritt(w: Schreiber) -> Abschnitt {
    let mut a =
        Abschnitt::new("4", "s4", &w.t("Fortschritt"), w.s("104 von 118 fälligen Freigaben sind erteilt; bei F3 fehlen die meisten"));
    a.neue_seite = true;
    a.push(Breite::Voll, Block::Kette(bilder::kette(w)));
    a.push(Breite::Sieben, Block::Diagramm(Box::new(bilder::zeitleiste(w))));
    a.push(Breite::Fuenf, Block::Diagramm(Box::new(bilder::balken(w))));
    a.push_below(Block::Diagramm(Box::new(diagramme::trend(w))));
    a
}
