//! What is read for who asks about points alone.

use super::*;

#[test]
fn zones_lay_where_all_else_says_too() {
    let (data, articles) = (Folder::embedded_data(), Folder::embedded_articles());
    let mut all = load(&data, &articles).facts.unwrap();
    let ground = load_ground(&data).facts.unwrap();
    for extent in &mut all.extents {
        extent.vertices.clear(); // between places, which are not read
    }
    assert_eq!(ground.extents, all.extents);
    assert_eq!(ground.zones, all.zones);
    assert_eq!(ground.dataset, all.dataset);
    assert!(ground.places.is_empty() && ground.lexicon.is_empty());
}

#[test]
fn what_moves_no_line_is_not_asked() {
    for name in [
        "places.csv",
        "memberships.csv",
        "checks.csv",
        "stretches/a.csv",
        "lexicon.toml",
    ] {
        let mini = Mini::new().put(name, "\u{fffd}");
        assert!(mini.load().facts.is_none(), "{name}");
        assert!(mini.load_ground().facts.is_some(), "{name}");
    }
}

#[test]
fn what_says_where_zones_lay_is() {
    for name in [
        "dataset.toml",
        "zones.toml",
        "agreements.toml",
        "sources.toml",
        "extents.toml",
        "extents/a.geojson",
        "bands/a.geojson",
        "outlines/box.geojson",
    ] {
        let mini = Mini::new().put(name, "\u{fffd}");
        assert!(mini.load_ground().facts.is_none(), "{name}");
    }
    let undrawn = Mini::new().swap("extents.toml", "2017-07-01", "2017-06-30");
    let faults = undrawn.load_ground().faults;
    let told = |fault: &Fault| fault.to_string().contains("is not drawn as it stands");
    assert!(faults.iter().any(told), "{faults:#?}");
}
