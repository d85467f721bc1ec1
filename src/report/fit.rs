//! How wide the columns of a table are, by what stands in them. Every form measures in a unit of its own; how the room is
//! shared is the same in all of them.

/// What a column needs at least, and what it would like.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    pub least: f64,
    pub most: f64,
}

/// What is no wider than this share of the room stays whole, as long as enough is left for the others.
const SHORT: f64 = 0.21;
const LEFT: f64 = 0.7;
/// So often the search is halved: far below what anybody sees.
const STEPS: usize = 40;

/// A width for each column, together at most `room`, and whether all got what they would like. Short columns are served
/// first; the longer a text, the more room it gets, but not as much more as it is longer.
pub fn fit(needs: &[Need], room: f64) -> (Vec<f64>, bool) {
    let most: f64 = needs.iter().map(|need| need.most).sum();
    if most <= room {
        return (needs.iter().map(|need| need.most).collect(), true);
    }
    let least: f64 = needs.iter().map(|need| need.least).sum();
    if least >= room {
        return (needs.iter().map(|need| need.least * room / least).collect(), false);
    }
    let needs = whole(needs, room);
    let at = |level: f64| needs.iter().map(move |need| (level * need.most.sqrt()).clamp(need.least.min(need.most), need.most));
    let (mut low, mut high) = (0.0, room);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if at(middle).sum::<f64>() > room { high = middle } else { low = middle }
    }
    (at(low).collect(), false)
}

/// The shortest first: dates and numbers before names, names before sentences.
fn whole(needs: &[Need], room: f64) -> Vec<Need> {
    let mut needs = needs.to_vec();
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by(|a, b| {
        needs.get(*a).map(|need| need.most).unwrap_or_default().total_cmp(&needs.get(*b).map(|need| need.most).unwrap_or_default())
    });
    for column in order {
        let others: f64 = needs.iter().enumerate().filter(|(other, _)| *other != column).map(|(_, need)| need.least).sum();
        if let Some(need) = needs.get_mut(column).filter(|need| need.most <= SHORT * room && need.most + others <= LEFT * room) {
            need.least = need.most;
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(columns: &[(f64, f64)]) -> Vec<Need> {
        columns.iter().map(|(least, most)| Need { least: *least, most: *most }).collect()
    }

    #[test]
    fn what_fits_gets_what_it_likes() {
        assert_eq!(fit(&needs(&[(3.0, 10.0), (4.0, 20.0)]), 30.0), (vec![10.0, 20.0], true));
    }

    #[test]
    fn short_columns_keep_their_room_beside_long_ones() {
        let (widths, fits) = fit(&needs(&[(10.0, 10.0), (8.0, 20.0), (8.0, 400.0), (8.0, 100.0)]), 100.0);
        assert!(!fits && (widths.iter().sum::<f64>() - 100.0).abs() < 0.01, "{widths:?}");
        assert!((widths[0] - 10.0).abs() < 0.01 && widths[1] > 10.0, "{widths:?}");
        assert!(widths[2] > widths[3] && widths[2] < 3.0 * widths[3], "{widths:?}");
    }

    #[test]
    fn nothing_is_wider_than_the_room() {
        assert_eq!(fit(&needs(&[(30.0, 40.0), (10.0, 10.0)]), 20.0).0, [15.0, 5.0]);
    }
}
