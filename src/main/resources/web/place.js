/**
 * Scale and position of a picture in its frame. `cover` fills the frame and shows the part where the boxes are, unless that
 * would cut one of them off; `contain` shows the whole picture. `frame` is in CSS pixels, `image` and `boxes` in the picture's.
 */
export function place(frame, image, boxes, fit) {
  const usable = boxes.filter(b => Object.values(b).every(Number.isFinite));
  const cover = Math.max(frame.width / image.width, frame.height / image.height);
  const contain = Math.min(frame.width / image.width, frame.height / image.height);
  const low = axis => Math.min(...usable.map(b => b[axis]));
  const high = (axis, size) => Math.max(...usable.map(b => b[axis] + b[size]));
  const all = usable.length
    ? { x: low('x'), y: low('y'), right: high('x', 'width'), bottom: high('y', 'height') }
    : { x: image.width / 2, y: image.height / 2, right: image.width / 2, bottom: image.height / 2 };
  const fits = (all.right - all.x) * cover <= frame.width + 1 && (all.bottom - all.y) * cover <= frame.height + 1;
  const scale = fit === 'cover' && fits ? cover : contain;
  return {
    scale,
    left: offset(frame.width, image.width * scale, (all.x + all.right) / 2 * scale),
    top: offset(frame.height, image.height * scale, (all.y + all.bottom) / 2 * scale),
  };
}

/** Where a picture of this length starts so that `centre` is as near as possible to the middle of the frame. */
function offset(frame, length, centre) {
  if (length <= frame) return (frame - length) / 2;
  return Math.min(0, Math.max(frame - length, frame / 2 - centre));
}
