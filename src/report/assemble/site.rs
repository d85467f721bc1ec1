//! Which pages the report has and which places they offer: a link is made only to what is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::model::{Anker, Ziel};

#[derive(Debug, Default)]
pub struct Site {
    /// Path of each page by family and id; a family that is one page has the id "".
    pages: BTreeMap<String, BTreeMap<String, String>>,
    /// Paths of all pages.
    paths: BTreeSet<String>,
    /// Places of the pages that are one of a kind, by path.
    places: BTreeMap<String, BTreeSet<String>>,
    /// Files beside the pages that a link may lead to.
    files: BTreeSet<String>,
    /// The family whose pages stand for projects.
    projects: Option<String>,
}

impl Site {
    pub fn add(&mut self, family: &str, id: &str, path: &str) {
        self.paths.insert(path.to_owned());
        self.pages.entry(family.to_owned()).or_default().insert(id.to_owned(), path.to_owned());
    }

    pub fn add_places(&mut self, path: &str, places: BTreeSet<String>) {
        self.places.insert(path.to_owned(), places);
    }

    pub fn add_file(&mut self, path: &str) {
        self.files.insert(path.to_owned());
    }

    pub fn stand_for_projects(&mut self, family: &str) {
        self.projects = Some(family.to_owned());
    }

    /// The page of a family, as seen from the page at `from`; none where it would lead to itself.
    pub fn page(&self, from: &str, family: &str, id: &str) -> Option<Ziel> {
        let path = self.pages.get(family)?.get(id)?;
        (path != from).then(|| relative(from, path, None))
    }

    pub fn project(&self, from: &str, id: &str) -> Option<Ziel> {
        self.page(from, self.projects.as_deref()?, id)
    }

    /// `vorhaben.html`, `vorhaben.html#liste`, `kennzahlen.csv` or `familie:kennung`.
    pub fn target(&self, from: &str, name: &str) -> Option<Ziel> {
        if let Some((family, id)) = name.split_once(':') {
            return self.page(from, family, id);
        }
        let (path, place) = name.split_once('#').map_or((name, None), |(path, place)| (path, Some(place)));
        let known = self.paths.contains(path);
        let offers = |place: &str| self.places.get(path).is_some_and(|places| places.contains(place));
        if self.files.contains(path) {
            return Some(relative(from, path, None));
        }
        (known && place.is_none_or(offers)).then(|| relative(from, path, place))
    }
}

fn relative(from: &str, path: &str, place: Option<&str>) -> Ziel {
    let up = "../".repeat(from.matches('/').count());
    Ziel::page(&format!("{up}{path}"), place.map(Anker::new).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_only_to_pages_and_places_that_exist() {
        let mut site = Site::default();
        site.add("index", "", "index.html");
        site.add("projekte", "p 1", "projekte/p_20-1.html");
        site.add_places("index.html", BTreeSet::from(["karte".to_owned()]));
        site.stand_for_projects("projekte");
        let href = |target: Option<Ziel>| target.map(|target| target.href().to_owned());
        assert_eq!(href(site.target("projekte/x.html", "index.html#karte")).as_deref(), Some("../index.html#karte"));
        assert_eq!(href(site.target("index.html", "projekte:p 1")).as_deref(), Some("projekte/p_20-1.html"));
        assert_eq!(href(site.project("kreise/15001.html", "p 1")).as_deref(), Some("../projekte/p_20-1.html"));
        for missing in ["index.html#nirgends", "kreise.html", "projekte:p2", "projekte/p_20-1.html#x"] {
            assert_eq!(href(site.target("index.html", missing)), None, "{missing}");
        }
        assert_eq!(href(site.project("projekte/p_20-1.html", "p 1")), None);
    }
}
