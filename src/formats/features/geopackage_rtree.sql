-- The triggers that keep the index of TABLE_NAME right when a program changes rows (OGC 12-128r18, Annex F.3).
CREATE TRIGGER rtree_TABLE_NAME_geometry_insert AFTER INSERT ON TABLE_NAME
  WHEN (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
BEGIN
  INSERT OR REPLACE INTO rtree_TABLE_NAME_geometry VALUES (
    NEW.fid, ST_MinX(NEW.geometry), ST_MaxX(NEW.geometry), ST_MinY(NEW.geometry), ST_MaxY(NEW.geometry)
  );
END;
CREATE TRIGGER rtree_TABLE_NAME_geometry_update1 AFTER UPDATE OF geometry ON TABLE_NAME
  WHEN OLD.fid = NEW.fid AND (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
BEGIN
  INSERT OR REPLACE INTO rtree_TABLE_NAME_geometry VALUES (
    NEW.fid, ST_MinX(NEW.geometry), ST_MaxX(NEW.geometry), ST_MinY(NEW.geometry), ST_MaxY(NEW.geometry)
  );
END;
CREATE TRIGGER rtree_TABLE_NAME_geometry_update2 AFTER UPDATE OF geometry ON TABLE_NAME
  WHEN OLD.fid = NEW.fid AND (NEW.geometry ISNULL OR ST_IsEmpty(NEW.geometry))
BEGIN
  DELETE FROM rtree_TABLE_NAME_geometry WHERE id = OLD.fid;
END;
CREATE TRIGGER rtree_TABLE_NAME_geometry_update3 AFTER UPDATE ON TABLE_NAME
  WHEN OLD.fid != NEW.fid AND (NEW.geometry NOTNULL AND NOT ST_IsEmpty(NEW.geometry))
BEGIN
  DELETE FROM rtree_TABLE_NAME_geometry WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_TABLE_NAME_geometry VALUES (
    NEW.fid, ST_MinX(NEW.geometry), ST_MaxX(NEW.geometry), ST_MinY(NEW.geometry), ST_MaxY(NEW.geometry)
  );
END;
CREATE TRIGGER rtree_TABLE_NAME_geometry_update4 AFTER UPDATE ON TABLE_NAME
  WHEN OLD.fid != NEW.fid AND (NEW.geometry ISNULL OR ST_IsEmpty(NEW.geometry))
BEGIN
  DELETE FROM rtree_TABLE_NAME_geometry WHERE id IN (OLD.fid, NEW.fid);
END;
CREATE TRIGGER rtree_TABLE_NAME_geometry_delete AFTER DELETE ON TABLE_NAME
  WHEN OLD.geometry NOTNULL
BEGIN
  DELETE FROM rtree_TABLE_NAME_geometry WHERE id = OLD.fid;
END;
