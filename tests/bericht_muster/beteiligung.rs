//! The sections of the sample page that show what came of it.

use crate::beispiel::Schreiber;
use crate::{bilder, diagramme};
use lotse::report::format::share;
use lotse::report::model::*;

pub fn abschnitte(w: Schreiber) -> Vec<Abschnitt> {
    vec![beteiligung(w), nachnutzung(w), befunde(w)]
}

fn beteiligung(w: Schreiber) -> Abschnitt {
    let mut a = Abschnitt::new("5", "s5", &w.t("Beteiligung"), w.s("54 von 133 Verwaltungen wirken mit; das Land schuldet 11 Antworten"));
    a.neue_seite = true;
    let mut unbekannt = w.zahl("Rückmeldungen im Oktober", 0, 133, "", "t-abw");
    (unbekannt.wert, unbekannt.unbekannt, unbekannt.anteil) = (w.t("nicht dokumentiert"), true, None);
    let mut werte: Vec<_> =
        [("Doppelspitze besetzt", 9, 11), ("beteiligt, Kreisaufgaben", 12, 14), ("beteiligt, Gemeindeaufgaben", 45, 122)]
            .map(|(label, n, von)| Kennzahl {
                einheit: w.t("Verwaltungen"),
                anteil: None,
                notiz: Satz::default(),
                ..w.zahl(label, n, von, "", "t-vn")
            })
            .into();
    werte.push(unbekannt);
    a.push(Breite::Voll, Block::Kennzahlen { werte });
    a.push(Breite::Fuenf, Block::Diagramm(Box::new(bilder::karte(w))));
    let segment =
        |wort: &str, n: u64, farbe| Segment { wort: w.t(wort), menge: n, zahl: n.to_string(), text: format!("{n} {}", w.t(wort)), farbe };
    let teile = vec![
        segment("übernommen", 71, Farbe::Voll),
        segment("teilweise", 38, Farbe::Mittel),
        segment("nicht, begründet", 44, Farbe::Hell),
        segment("offen", 31, Farbe::Leer),
    ];
    a.push(
        Breite::Sieben,
        Block::Balken(Balken {
            titel: w.s("Auf ").share("153", "184", None).word(" Rückmeldungen gibt es eine Antwort"),
            satz: w.s("Was aus Rückmeldungen der letzten zwölf Monate wurde."),
            zeilen: vec![Balkenzeile { label: w.t("Umgang"), segmente: teile, ende: w.s(&share("153", "184")), ..Balkenzeile::default() }],
            legende: vec![
                Eintrag { form: Form::FeldVoll, text: w.t("übernommen"), zahl: Some(w.t("71")) },
                Eintrag { form: Form::FeldLeer, text: w.t("offen"), zahl: None },
            ],
            quelle: w.s("Quelle: Konsultationen der gemeldeten Projekte."),
            tabelle: Some(bilder::tabelle(w, "t-umgang", "Umgang mit Rückmeldungen", &[("übernommen", "71"), ("offen", "31")])),
        }),
    );
    a.push_below(Block::Diagramm(Box::new(bilder::einheiten(w))));
    a.push_below(Block::Diagramm(Box::new(diagramme::punkte(w))));
    a.push(Breite::Voll, Block::Matrix(diagramme::matrix(w)));
    a
}

fn nachnutzung(w: Schreiber) -> Abschnitt {
    let mut a = Abschnitt::new("6", "s6", &w.t("Nachnutzung"), w.s("6 von 23 Lösungen können Kommunen heute bestellen"));
    a.neue_seite = true;
    a.push(Breite::Voll, Block::Leiter(bilder::leiter(w)));
    a.push(Breite::Voll, Block::Vielfache(diagramme::vielfache(w)));
    a.push(Breite::Sieben, Block::Tabelle(bilder::bereitschaft(w)));
    a.push(
        Breite::Fuenf,
        Block::Hinweis(Hinweis {
            titel: w.t("Nicht dokumentiert"),
            text: w.s("Zu 4 Lösungen ist nicht bekannt, wer sie nutzt. Das ist keine Aussage über die Kommunen."),
        }),
    );
    a
}

fn befunde(w: Schreiber) -> Abschnitt {
    let mut a =
        Abschnitt::new("8", "s8", &w.t("Standard und Vertrauen"), w.s("29 Regeln sind nicht prüfbar; eine Ausnahme ist abgelaufen"));
    a.neue_seite = true;
    let befund = |regel: &str, form, stufe: &str, meldung: &str, ort: &str| Befundregel {
        regel: w.t(regel),
        titel: w.t("Gespräch vor der Entscheidung"),
        stufe: Zeichen { form, wort: w.t(stufe) },
        befunde: vec![Befund {
            kennung: Some(Anker::new(&format!("b-{regel}-{ort}"))),
            meldung: w.s(meldung),
            ort: w.t(ort),
            vermerk: Satz::default(),
        }],
        abhilfe: w.t("Gespräch führen und mit Datum und Aktenzeichen eintragen."),
        vermerk: w.s("Auslegung einer öffentlichen Aussage"),
        grund: Satz::default(),
    };
    let gruppe = |id: &str, titel: &str, regeln| Befundgruppe {
        kennung: Anker::new(&format!("befunde-{id}")),
        titel: w.t(titel),
        zusatz: w.t(id),
        ziel: Some(Ziel::anchor(&Anker::new("P-02"))),
        regeln,
    };
    let gruppen = vec![
        gruppe(
            "P-02",
            "Wohngeldantrag online",
            vec![
                befund(
                    "SH-02",
                    Form::Raute,
                    "MUSS",
                    "Die Entscheidung vom 03.09.2026 liegt vor dem ersten Gespräch mit den Betroffenen am 21.09.2026.",
                    "data/erfunden/wohngeldantrag-online.toml:41",
                ),
                befund(
                    "TE-04",
                    Form::LeereRaute,
                    "SOLL",
                    "Zur Umplanung vom 12.10.2026 fehlt der Grund.",
                    "data/erfunden/wohngeldantrag-online.toml:88",
                ),
            ],
        ),
        gruppe(
            "P-08",
            "Kita-Anmeldung",
            vec![befund(
                "SH-01",
                Form::Raute,
                "MUSS",
                "Die zweite Sitzung hatte keine kommunale Leitung.",
                "data/erfunden/kita-anmeldung.toml:17",
            )],
        ),
    ];
    a.push(
        Breite::Voll,
        Block::Befunde(Befunde {
            kennung: Anker::new("befunde"),
            titel: w.s("Nicht erfüllt: 3 Regeln in 2 Projekten"),
            satz: w.s("Was im Feld Abhilfe steht, heilt den Befund; ein Datum zu ändern heilt nichts."),
            beschriftung: w.t("Befunde je Projekt"),
            gruppen,
            leer: w.t("Keine Befunde."),
        }),
    );
    let angabe = |name: &str, wert| Angabe { name: w.t(name), wert };
    a.push(
        Breite::Sieben,
        Block::Angaben(Angaben {
            titel: w.s("Nachweis: dieselben Eingaben ergeben dieselben Bytes"),
            angaben: vec![
                angabe("Dieser Bericht", Satz::default().code(w.t("4b7a19e0c2d85f61 a7330e9b14cc82f0 95d1e07b6ac34f28 3be8d7015f92a6cd"))),
                angabe("Eingaben", w.s("40 Projektdateien, 28 mit Meldung für Oktober")),
            ],
        }),
    );
    a
}
