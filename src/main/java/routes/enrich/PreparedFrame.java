package routes.enrich;

import java.util.List;

/**
 * A candidate after its only decoding: how sharp it is and what would be asked about it.
 *
 * @param sharpness of its best detection, only comparable within a batch
 * @param crops     for each detection its questions
 * @param forModel  the picture for a model that sees; null when it does not
 */
record PreparedFrame(CandidateFrame frame, double sharpness, List<EnrichmentRequest> wholePicture, List<List<EnrichmentRequest>> crops,
                     byte[] forModel) {
}
