//! Each trap is refused at its place, and what the figures need is not.

use super::*;

fn traps(sql: &str) -> Vec<String> {
    let known = ["projekte".to_owned(), "gespraeche_x".to_owned()];
    let tokens = token::Tokens::of(sql);
    let mut found = lint(&tokens);
    found.extend(unknown_tables(&tokens, &known));
    found.into_iter().map(|(range, message)| format!("{} | {message}", &sql[range])).collect()
}

#[test]
fn every_trap_is_refused_where_it_stands() {
    let table = [
        ("WITH projekte AS (SELECT a FROM gespraeche_x) SELECT a FROM projekte", "projekte | „projekte“ heißt schon eine Tabelle"),
        ("SELECT ROUND(a, 1) AS b FROM projekte", "ROUND |"),
        ("SELECT COUNT(a) - COUNT(*) AS b FROM projekte", "COUNT | COUNT ohne Umwandlung"),
        ("SELECT COUNT(*) AS b FROM projekte", "COUNT | COUNT ohne Umwandlung"),
        ("SELECT a FROM projekte ORDER BY a", "a | jede Sortierung"),
        ("SELECT a FROM projekte ORDER BY a NULLS LAST, b DESC LIMIT 3", "DESC | jede Sortierung"),
        ("SELECT a, LAG(b) OVER (PARTITION BY a ORDER BY c) AS d FROM projekte", "c | jede Sortierung"),
        ("SELECT LAG(b) OVER (ORDER BY c DESC NULLS LAST, d NULLS LAST) AS e FROM projekte", "ORDER | innerhalb von OVER"),
        ("SELECT a AS \"Anzahl Löser\" FROM projekte", "\"Anzahl Löser\" | Namen stehen"),
        ("SELECT a AS größe FROM projekte", "größe | Namen stehen"),
        ("SELECT DATE_TRUNC('month', a) AS b FROM projekte", "DATE_TRUNC |"),
        ("SELECT YEAR(a) AS b FROM projekte", "YEAR |"),
        ("SELECT MONTH(a) AS b FROM projekte", "MONTH |"),
        ("SELECT DATEDIFF(day, a, b) AS c FROM projekte", "DATEDIFF |"),
        ("SELECT STRFTIME('%Y', a) AS b FROM projekte", "STRFTIME |"),
        ("SELECT a * (SELECT MAX(b) FROM projekte) AS c FROM projekte", "( | eine Abfrage als einzelner Wert"),
        ("SELECT a FROM projekte WHERE a = (SELECT MAX(a) FROM projekte)", "( | eine Abfrage als einzelner Wert"),
        ("SELECT a FROM projekte WHERE a NOT IN (SELECT b FROM gespraeche_x)", "( | NOT IN"),
        ("SELECT a FROM projekte QUALIFY b = 1", "QUALIFY |"),
        ("SELECT a FROM projekte GROUP BY ROLLUP(a)", "ROLLUP |"),
        ("SELECT a FROM projekte GROUP BY EXTRACT(YEAR FROM b)", "EXTRACT |"),
        ("SELECT a FROM projekte JOIN gespraeche_x k ON k.a = projekte.a AND k.b = 'x'", "'x' | feste Werte"),
        ("SELECT a FROM projekte WHERE b > '2026-06-21'", "'2026-06-21' | ein Datum"),
        ("SELECT a FROM projekte WHERE b > c - INTERVAL '30' DAY", "INTERVAL |"),
        ("SELECT a FROM projekte WHERE b < CURRENT_DATE", "CURRENT_DATE |"),
        ("SELECT a / b AS c FROM projekte", "/ | geteilt"),
        ("SELECT a::BIGINT AS c FROM projekte", ":: |"),
        ("SELECT a FROM projekt", "projekt | die Tabelle „projekt“ gibt es nicht – meinten Sie „projekte“?"),
        ("SELECT a FROM projekte JOIN gibtsnicht g ON g.a = projekte.a", "gibtsnicht |"),
        ("SELECT a FROM projekte p, gespraeche_x k", ", | Tabellen verbindet JOIN"),
    ];
    for (sql, expected) in table {
        let found = traps(sql);
        assert!(found.iter().any(|trap| trap.starts_with(expected)), "{sql}\n{found:#?}");
    }
}

#[test]
fn portable_queries_pass() {
    let table = [
        "SELECT a, CAST(COUNT(*) AS BIGINT) AS n FROM projekte GROUP BY a ORDER BY n DESC NULLS LAST, a NULLS LAST LIMIT 5",
        "WITH x AS (SELECT EXTRACT(YEAR FROM a) AS jahr FROM projekte), y AS (SELECT jahr FROM x) SELECT jahr FROM y",
        "SELECT a FROM projekte WHERE b IN (SELECT c FROM gespraeche_x) AND d >= DATE '2026-06-21' -- ROUND, 'x'\n",
        "SELECT 'ROUND und Größe \"x\"; FROM nirgends' AS text FROM projekte",
        "SELECT CAST(COUNT(*) FILTER (WHERE a) AS BIGINT) AS n, MEDIAN(b - c) AS m FROM projekte UNION ALL SELECT 1 AS n, 2.0 AS m FROM gespraeche_x",
        "SELECT a FROM projekte p LEFT JOIN (SELECT b FROM gespraeche_x) k ON k.b = p.a WHERE k.b IS NULL",
        "SELECT CAST(ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) AS BIGINT) AS nr, monat, jahr FROM projekte",
    ];
    for sql in table {
        assert_eq!(traps(sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn complaints_point_into_the_file() {
    #[derive(serde::Deserialize)]
    struct File {
        sql: Spanned<String>,
    }
    let source = Source::new("kennzahlen/X.toml", "# größe\nsql = '''\nSELECT a\nFROM projekte\nORDER BY a\n'''\n");
    let file: File = toml::from_str(&source.text).unwrap();
    let found = check(&source, &file.sql, &["projekte".to_owned()]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].place.line, found[0].place.column), (5, 10));
}
