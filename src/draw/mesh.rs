//! The triangulation of marks.

use spade::{
    DelaunayTriangulation, Point2, PositionInTriangulation, Triangulation,
    handles::FixedVertexHandle,
};

use super::{Frame, GridPoint, Mark};

/// Marks with their Delaunay triangulation in the metric frame.
#[derive(Debug)]
pub struct Mesh<'m> {
    marks: &'m [Mark],
    frame: Frame,
    delaunay: DelaunayTriangulation<Point2<f64>>,
}

impl<'m> Mesh<'m> {
    /// Triangulates marks at distinct points. Where four lie on one circle and either diagonal
    /// would do, the order of the marks decides: give them sorted.
    #[must_use]
    pub fn new(marks: &'m [Mark]) -> Self {
        Self::in_frame(marks, Frame::around(marks.iter().map(|mark| mark.spot)))
    }

    /// Triangulates marks in the frame of others.
    ///
    /// # Panics
    /// Never: `spade` refuses only numbers that are not finite, tiny or huge, and grid points in
    /// metres are none of these.
    #[must_use]
    pub fn in_frame(marks: &'m [Mark], frame: Frame) -> Self {
        let points = marks.iter().map(|mark| frame.metres(mark.spot)).collect();
        let delaunay = DelaunayTriangulation::bulk_load_stable(points)
            .expect("grid points in metres are finite and neither tiny nor huge");
        Self {
            marks,
            frame,
            delaunay,
        }
    }

    /// The frame it was made in.
    #[must_use]
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// The marks.
    #[must_use]
    pub fn marks(&self) -> &'m [Mark] {
        self.marks
    }

    /// Every triangle, its corners counterclockwise.
    pub fn triangles(&self) -> impl Iterator<Item = [&'m Mark; 3]> {
        self.delaunay.inner_faces().map(|face| {
            face.vertices()
                .map(|vertex| &self.marks[vertex.fix().index()])
        })
    }

    /// The marks that share an edge with one, in order.
    #[must_use]
    pub fn neighbours(&self, index: usize) -> Vec<usize> {
        let vertex = self.delaunay.vertex(FixedVertexHandle::from_index(index));
        let mut found: Vec<usize> = vertex
            .out_edges()
            .map(|edge| edge.to().fix().index())
            .collect();
        found.sort_unstable();
        found
    }

    /// The corners of the triangle or edge that a point lies in; none beyond the hull.
    #[must_use]
    pub fn corners_at(&self, point: GridPoint) -> Vec<&'m Mark> {
        let vertices = match self.delaunay.locate(self.frame.metres(point)) {
            PositionInTriangulation::OnFace(face) => self
                .delaunay
                .face(face)
                .vertices()
                .map(|v| v.fix())
                .to_vec(),
            PositionInTriangulation::OnEdge(edge) => {
                let ends = self.delaunay.directed_edge(edge).vertices();
                ends.map(|v| v.fix()).to_vec()
            }
            PositionInTriangulation::OnVertex(vertex) => vec![vertex],
            PositionInTriangulation::OutsideOfConvexHull(_)
            | PositionInTriangulation::NoTriangulation => Vec::new(),
        };
        vertices
            .into_iter()
            .map(|vertex| &self.marks[vertex.index()])
            .collect()
    }
}
