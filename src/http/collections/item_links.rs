//! Where a page of features, or one feature, leads to.

use super::{
    form::{Form, segment},
    item_query::ItemQuery,
};
use crate::{
    formats::{Address, Hyperlink},
    http::paging::Paging,
};

/// A page of features in every form, its neighbours, and what it belongs to.
pub(super) fn of_page(
    address: Address<'_>,
    collection: &str,
    asked: &ItemQuery,
    form: Form,
    matched: usize,
) -> Vec<Hyperlink> {
    let path = format!("/collections/{collection}/items");
    let to = |rel, paging: Paging, form: Form| {
        let params = asked.params.setting("f", form.name());
        let query = params.with(&[("limit", paging.limit), ("offset", paging.offset)]);
        address.link(rel, &format!("{path}?{query}"), form.media_type())
    };
    let this = asked.paging;
    let others = Form::all().filter(|other| *other != form);
    let mut links = vec![to("self", this, form)];
    links.extend(others.map(|other| to("alternate", this, other)));
    links.extend(this.next(matched).map(|next| to("next", next, form)));
    links.extend(this.prev(matched).map(|prev| to("prev", prev, form)));
    links.extend(belongings(address, collection));
    links
}

/// A feature in every form, and what it belongs to.
pub(super) fn of_feature(
    address: Address<'_>,
    collection: &str,
    feature: &str,
    form: Form,
) -> Vec<Hyperlink> {
    let path = format!("/collections/{collection}/items/{}", segment(feature));
    let to = |rel, form: Form| {
        address.link(rel, &format!("{path}?f={}", form.name()), form.media_type())
    };
    let others = Form::all().filter(|other| *other != form);
    let mut links = vec![to("self", form)];
    links.extend(others.map(|other| to("alternate", other)));
    links.extend(belongings(address, collection));
    links
}

/// The collection, and what its features have.
fn belongings(address: Address<'_>, collection: &str) -> [Hyperlink; 2] {
    let own = format!("/collections/{collection}");
    let schema = format!("{own}/schema?f=json");
    [
        address.json("collection", &format!("{own}?f=json")),
        address.link("describedby", &schema, "application/schema+json"),
    ]
}

/// The pages before and after as a header (RFC 8288), for formats that have no room for links.
pub(super) fn header(links: &[Hyperlink]) -> String {
    let pages = links
        .iter()
        .filter(|link| ["self", "next", "prev"].contains(&link.rel));
    let shown = pages.map(|link| {
        let Hyperlink {
            rel,
            href,
            media_type,
            ..
        } = link;
        format!("<{href}>; rel=\"{rel}\"; type=\"{media_type}\"")
    });
    shown.collect::<Vec<_>>().join(", ")
}
