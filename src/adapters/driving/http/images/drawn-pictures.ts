export interface DrawnPicture {
  readonly svg: string;
  /** False when the name is that of an earlier drawing. */
  readonly isCurrent: boolean;
}

/** Pictures that are drawn in code: those of the demo city. */
export abstract class DrawnPictures {
  abstract named(name: string): DrawnPicture | undefined;
}
