import {
  CourierPositions,
  type CourierPosition,
  type NearbyCourier,
} from '../../../application/ports/courier-positions';
import { distanceInMetres, type GeoPoint } from '../../../domain/kernel/geo';
import type { CourierId } from '../../../domain/kernel/ids';
import type { Instant } from '../../../domain/kernel/instant';

/** Side of a cell: about 1 km from south to north, and from west to east at most that. */
const CELL_DEGREES = 0.009;

/** Of cells around the globe, so that the one west of the date line is next to the one east of it. */
const COLUMNS = 360 / CELL_DEGREES;

const EARTH_RADIUS_M = 6_371_008.8;

const degrees = (radians: number): number => (radians * 180) / Math.PI;

const rowOf = (lat: number): number => Math.floor(lat / CELL_DEGREES);
const columnOf = (lng: number): number => Math.floor(lng / CELL_DEGREES);
const cellName = (row: number, column: number): string =>
  `${row}:${((column % COLUMNS) + COLUMNS) % COLUMNS}`;
const cellOf = ({ lat, lng }: GeoPoint): string => cellName(rowOf(lat), columnOf(lng));

/**
 * The names of all cells that the circle touches.
 * @returns null when they are more than `limit`, as they are around a pole
 */
function cellsAround({ lat, lng }: GeoPoint, radiusMetres: number, limit: number): readonly string[] | null {
  // Distances are rounded to whole metres.
  const angle = (radiusMetres + 1) / EARTH_RADIUS_M;
  const reach = Math.sin(Math.min(angle, Math.PI / 2)) / Math.cos((lat * Math.PI) / 180);
  const north = degrees(angle);
  if (reach >= 1) return null;
  const east = degrees(Math.asin(reach));
  const [bottom, top] = [rowOf(lat - north), rowOf(lat + north)];
  const [left, right] = [columnOf(lng - east), columnOf(lng + east)];
  if ((top - bottom + 1) * (right - left + 1) > limit) return null;
  const cells: string[] = [];
  for (let row = bottom; row <= top; row += 1) {
    for (let column = left; column <= right; column += 1) cells.push(cellName(row, column));
  }
  return cells;
}

/**
 * Positions of one process, gone with it. A grid of cells keeps a look around a place from going through everybody.
 */
export class MemoryCourierPositions extends CourierPositions {
  private readonly positions = new Map<CourierId, CourierPosition>();
  private readonly cells = new Map<string, Set<CourierId>>();

  override record(position: CourierPosition): Promise<void> {
    const known = this.positions.get(position.courierId);
    const isNewer =
      known === undefined ||
      known.shift < position.shift ||
      (known.shift === position.shift && known.at <= position.at);
    if (isNewer) this.put(position);
    return Promise.resolve();
  }

  override forget(courierId: CourierId): Promise<void> {
    this.leaveCell(courierId);
    this.positions.delete(courierId);
    return Promise.resolve();
  }

  override of(courierId: CourierId): Promise<CourierPosition | null> {
    return Promise.resolve(this.positions.get(courierId) ?? null);
  }

  override near(
    place: GeoPoint,
    radiusMetres: number,
    since: Instant,
    limit: number,
  ): Promise<readonly NearbyCourier[]> {
    const near: NearbyCourier[] = [];
    for (const courierId of this.about(place, radiusMetres)) {
      const position = this.positions.get(courierId);
      if (position === undefined || position.at < since) continue;
      const distanceMetres = distanceInMetres(position, place);
      if (distanceMetres <= radiusMetres) near.push({ position, distanceMetres });
    }
    near.sort(byDistance);
    return Promise.resolve(near.slice(0, limit));
  }

  /** Everybody in the cells that the circle touches; simply everybody when the cells are more than that. */
  private *about(place: GeoPoint, radiusMetres: number): Iterable<CourierId> {
    const cells = cellsAround(place, radiusMetres, this.positions.size);
    if (cells === null) yield* this.positions.keys();
    else for (const cell of cells) yield* this.cells.get(cell) ?? [];
  }

  private put(position: CourierPosition): void {
    const { courierId } = position;
    this.leaveCell(courierId);
    const cell = cellOf(position);
    const couriers = this.cells.get(cell);
    if (couriers === undefined) this.cells.set(cell, new Set([courierId]));
    else couriers.add(courierId);
    this.positions.set(courierId, position);
  }

  private leaveCell(courierId: CourierId): void {
    const known = this.positions.get(courierId);
    if (known === undefined) return;
    const cell = cellOf(known);
    const couriers = this.cells.get(cell);
    couriers?.delete(courierId);
    if (couriers?.size === 0) this.cells.delete(cell);
  }
}

const byDistance = (a: NearbyCourier, b: NearbyCourier): number =>
  a.distanceMetres - b.distanceMetres || (a.position.courierId < b.position.courierId ? -1 : 1);
