//! Loading a profile: its line of inheritance from the oldest ancestor down, then everything in one sound whole.

use std::path::Path;

use toml::Spanned;

use crate::period::Period;
use crate::schema::{Catalogue, Kind, Schema, address};
use crate::source::{Source, Span};
use crate::standard::Standard;
use crate::standard::adapt::{Inherited, adapt};
use crate::standard::catalogues::catalogue;
use crate::standard::complaint::{Complaint, read};
use crate::standard::contacts::contacts;
use crate::standard::dictionary::Dictionary;
use crate::standard::files::{Files, Layer, fingerprint};
use crate::standard::holidays::holidays;
use crate::standard::layout::{ADAPTATIONS, PHASES, PROFILE, RETIRED, THRESHOLDS, first_line, line_of, misplaced};
use crate::standard::phases::{Due, Phases, Vocabulary, phase_ids, phases};
use crate::standard::placeholders::placeholders;
use crate::standard::profile::{Anchors, Profile, RawAnchors};
use crate::standard::retired::{Retired, ids, retired};
use crate::standard::rule::Rule;
use crate::standard::rule_file::rule;
use crate::standard::terms::{Term, terms};
use crate::standard::thresholds::{Threshold, thresholds};

/// Deeper lines than Land, Ressort, Kommune and their neighbours are a circle.
const LONGEST_LINE: usize = 8;

impl Standard {
    /// The profile in a folder; what it builds on lies beside it or in the binary.
    ///
    /// # Errors
    /// Everything that is wrong with the profile's files.
    pub fn load(folder: &Path) -> Result<Self, Vec<Complaint>> {
        sound(inspect(Files::from_folder(folder)?, folder.parent())?)
    }

    /// As `load`, but mistakes in rule files do not hide those in others: they come beside what could be read.
    ///
    /// # Errors
    /// What keeps the profile from being read at all.
    pub fn inspect(folder: &Path) -> Result<(Self, Vec<Complaint>), Vec<Complaint>> {
        inspect(Files::from_folder(folder)?, folder.parent())
    }

    /// A profile that travels in the binary.
    ///
    /// # Errors
    /// As `load`; and when there is no such profile.
    pub fn embedded(name: &str) -> Result<Self, Vec<Complaint>> {
        let files = Files::embedded(name).ok_or_else(|| vec![Complaint::whole(name, "dieses Prüfprofil ist nicht eingebaut")])?;
        sound(inspect(files, None)?)
    }
}

fn sound((standard, complaints): (Standard, Vec<Complaint>)) -> Result<Standard, Vec<Complaint>> {
    if complaints.is_empty() { Ok(standard) } else { Err(complaints) }
}

fn inspect(files: Files, beside: Option<&Path>) -> Result<(Standard, Vec<Complaint>), Vec<Complaint>> {
    assemble(line_of_inheritance(files, beside)?)
}

/// Profiles with their files, the oldest first.
fn line_of_inheritance(files: Files, beside: Option<&Path>) -> Result<Vec<(Profile, Layer)>, Vec<Complaint>> {
    let mut line = Vec::new();
    let mut next = Some(files);
    while let Some(files) = next.take() {
        let source = files.get(PROFILE).ok_or_else(|| vec![Complaint::whole(PROFILE, "die Datei fehlt im Ordner des Prüfprofils")])?;
        let profile: Profile = read(source).map_err(|complaint| vec![complaint])?;
        if let Some(base) = &profile.basiert_auf {
            if line.len() >= LONGEST_LINE {
                return Err(vec![Complaint::new(source, Span::new(base.span()), "die Kette der Prüfprofile schließt sich zum Kreis")]);
            }
            next = Some(ancestor(source, base, beside)?);
        }
        line.push((profile.clone(), Layer { name: profile.name, files }));
    }
    line.reverse();
    Ok(line)
}

fn ancestor(source: &Source, name: &Spanned<String>, beside: Option<&Path>) -> Result<Files, Vec<Complaint>> {
    let folder = beside.map(|beside| beside.join(name.get_ref())).filter(|folder| folder.join(PROFILE).is_file());
    if let Some(folder) = folder {
        return Files::from_folder(&folder);
    }
    Files::embedded(name.get_ref()).ok_or_else(|| {
        vec![Complaint::new(
            source,
            Span::new(name.span()),
            format!("das Prüfprofil „{}“ liegt weder daneben noch ist es eingebaut", name.get_ref()),
        )]
    })
}

fn assemble(line: Vec<(Profile, Layer)>) -> Result<(Standard, Vec<Complaint>), Vec<Complaint>> {
    let (profiles, layers): (Vec<_>, Vec<_>) = line.into_iter().unzip();
    let misplaced = misplaced(&layers);
    if !misplaced.is_empty() {
        return Err(misplaced);
    }
    let oldest = &layers[0].files;
    let phase_source = oldest.get(PHASES).ok_or_else(|| vec![Complaint::whole(PHASES, "die Datei fehlt im untersten Prüfprofil")])?;
    let phase_names = phase_ids(phase_source).map_err(|complaint| vec![complaint])?;
    let (mut schema, anchors) = shape(&profiles, &layers, &phase_names)?;
    schema.placeholders = placeholders(&layers)?;
    schema.contacts = contacts(&layers)?;
    // What the dictionary itself shows as an example is nobody's.
    let examples = schema.records.iter().flat_map(|record| &record.fields).filter(|field| field.is_mailbox);
    schema.contacts.mailboxes.extend(examples.map(|field| address(field.example.trim_matches('"'))));
    let words = Vocabulary { results: catalogue_of(&schema, anchors.result)?, classes: catalogue_of(&schema, anchors.class)? };
    let Phases { phases, gates, due } = phases(phase_source, &words)?;
    let (terms, mut wrong) = terms(&layers, &schema);
    let holidays = holidays(&layers)?;
    let days = profiles.iter().zip(&layers).map(|(profile, layer)| first_day(profile, layer)).collect::<Result<Vec<_>, _>>()?;
    let (rules, thresholds, mut complaints) = contents((&layers, &days), &phase_names, (&mut schema, &anchors, &due, &terms));
    complaints.append(&mut wrong);
    let retired = gone(&layers, &mut complaints);
    complaints.extend(ids(&rules, &retired));
    let (Some(profile), Some(in_force)) = (profiles.last(), days.last().copied()) else { return Err(Vec::new()) };
    let standard = Standard {
        name: profile.name.clone(),
        title: profile.titel.clone(),
        edition: profile.fassung.clone(),
        in_force,
        publisher: profile.herausgeber.clone(),
        note: profiles.iter().map(|profile| profile.hinweis.as_str()).filter(|note| !note.is_empty()).collect::<Vec<_>>().join(" "),
        lineage: profiles.iter().map(|profile| (profile.name.clone(), profile.fassung.clone())).collect(),
        sha256: fingerprint(&layers),
        schema,
        anchors,
        phases,
        gates,
        due,
        holidays,
        thresholds,
        terms,
        rules,
        retired,
        layers,
    };
    Ok((standard, complaints))
}

/// The day from which the profile holds.
fn first_day(profile: &Profile, layer: &Layer) -> Result<Period, Vec<Complaint>> {
    let stated = &profile.gueltig_ab;
    Period::parse(&stated.get_ref().to_string()).ok_or_else(|| {
        let message = "hier steht ein Tag, zum Beispiel 2026-01-01";
        vec![match layer.files.get(PROFILE) {
            Some(source) => Complaint::new(source, Span::new(stated.span()), message),
            None => Complaint::whole(PROFILE, message),
        }]
    })
}

/// Code lists, then the dictionary over them, then the anchors into it.
fn shape(profiles: &[Profile], layers: &[Layer], phases: &[String]) -> Result<(Schema, Anchors), Vec<Complaint>> {
    let mut complaints = Vec::new();
    let catalogues = code_lists(layers, &mut complaints);
    let files = layers.iter().enumerate().flat_map(|(depth, layer)| layer.files.below("felder/").map(move |(_, source)| (depth, source)));
    let sources: Vec<(usize, &Source)> = files.collect();
    let mut dictionary = Dictionary::new(sources, phases, catalogues);
    dictionary.compile();
    complaints.append(&mut dictionary.complaints);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let (raw, source) = anchored(profiles, layers)?;
    let anchors = raw.bind(source, &dictionary.schema)?;
    let classes = catalogue_of(&dictionary.schema, anchors.class)?.clone();
    dictionary.settle_classes(&classes);
    if dictionary.complaints.is_empty() { Ok((dictionary.schema, anchors)) } else { Err(dictionary.complaints) }
}

/// The code lists of all layers, each once: what a profile inherits it changes in its adaptations.
fn code_lists(layers: &[Layer], complaints: &mut Vec<Complaint>) -> Vec<Catalogue> {
    let mut found: Vec<(Catalogue, &Source)> = Vec::new();
    for (path, source) in layers.iter().flat_map(|layer| layer.files.below("kataloge/")) {
        let name = path.trim_start_matches("kataloge/").trim_end_matches(".toml");
        match catalogue(name, source) {
            Ok(catalogue) => match found.iter().find(|(known, _)| known.name == catalogue.name) {
                Some((_, inherited)) => {
                    let (at, line) = (&inherited.name, first_line(inherited));
                    let message =
                        format!("diesen Katalog gibt es schon; Codes ändern sich nur in anpassungen.toml; geerbt aus {at}:{line}");
                    complaints.push(Complaint::at_line(source, first_line(source), message));
                }
                None => found.push((catalogue, source)),
            },
            Err(wrong) => complaints.extend(wrong),
        }
    }
    found.into_iter().map(|(catalogue, _)| catalogue).collect()
}

/// The anchors are those of the oldest profile: what the tool itself must know is the same for the whole line.
fn anchored<'a>(profiles: &'a [Profile], layers: &'a [Layer]) -> Result<(&'a RawAnchors, &'a Source), Vec<Complaint>> {
    let mut stated = profiles.iter().zip(layers).filter_map(|(profile, layer)| Some((profile.anker.as_ref()?, layer.files.get(PROFILE)?)));
    let Some((first, source)) = stated.next() else {
        return Err(vec![Complaint::whole(PROFILE, "dem untersten Prüfprofil fehlt [anker]")]);
    };
    let place = source.at(Span::new(first.span()));
    let again: Vec<Complaint> = stated
        .map(|(anchors, source)| {
            let message = format!("[anker] steht nur im untersten Prüfprofil und lässt sich nicht ändern; geerbt aus {place}");
            Complaint::new(source, Span::new(anchors.span()), message)
        })
        .collect();
    if again.is_empty() { Ok((first.get_ref(), source)) } else { Err(again) }
}

fn catalogue_of(schema: &Schema, (record, slot): (u16, u16)) -> Result<&Catalogue, Vec<Complaint>> {
    match schema.record(record).field(slot).kind {
        Kind::Code(id) => Ok(schema.catalogue(id)),
        _ => Err(vec![Complaint::whole(
            PROFILE,
            format!("der Anker auf „{}“ muss auf ein Feld mit Katalog zeigen", schema.record(record).field(slot).name),
        )]),
    }
}

/// Rules and thresholds of each layer, changed by the layers above it.
fn contents(
    (layers, days): (&[Layer], &[Period]),
    phases: &[String],
    (schema, anchors, due, terms): (&mut Schema, &Anchors, &[Due], &[Term]),
) -> (Vec<Rule>, Vec<Threshold>, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let (mut rules, mut limits): (Vec<Rule>, Vec<Threshold>) = (Vec::new(), Vec::new());
    for (layer, first_day) in layers.iter().zip(days) {
        if let Some(source) = layer.files.get(ADAPTATIONS) {
            let (rules, thresholds) = (&mut rules, &mut limits);
            let mut inherited = Inherited { profile: &layer.name, phases, rules, thresholds, schema, anchors, due, terms };
            complaints.extend(adapt(source, &mut inherited));
        }
        for (path, source) in layer.files.below("regeln/") {
            match rule((path, source), *first_day, phases) {
                Ok(found) => match rules.iter().find(|known| known.id.eq_ignore_ascii_case(&found.id)) {
                    Some(known) => complaints.push(second_rule(&found, known)),
                    None => rules.push(found),
                },
                Err(found) => complaints.extend(found),
            }
        }
        let limits = layer.files.get(THRESHOLDS).map(|source| thresholds(source, &layer.name, &mut limits));
        complaints.extend(limits.unwrap_or_default());
    }
    rules.sort_by(|left, right| left.id.cmp(&right.id));
    (rules, limits, complaints)
}

fn second_rule(found: &Rule, known: &Rule) -> Complaint {
    let message = format!(
        "die Regel {} gibt es schon; ein Prüfprofil ersetzt keine geerbte Prüfung; geerbt aus {}:{}",
        found.id,
        known.file.name,
        line_of(&known.file, "id")
    );
    Complaint::at_line(&found.file, line_of(&found.file, "id"), message)
}

/// The ids that are gone, of all layers.
fn gone(layers: &[Layer], complaints: &mut Vec<Complaint>) -> Vec<Retired> {
    let mut found = Vec::new();
    for source in layers.iter().filter_map(|layer| layer.files.get(RETIRED)) {
        match retired(source) {
            Ok(more) => found.extend(more),
            Err(wrong) => complaints.extend(wrong),
        }
    }
    found
}
