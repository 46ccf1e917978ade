package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The event-loop contexts of a pipeline's lanes. A deployment is Vert.x's public way to a context of one's own, spread
 * over the event loops.
 *
 * <p>Immutable.
 */
final class LaneDeployment {

    /** One lane's place; keeps the context that Vert.x deploys it on. */
    private record Place(String id, Context context) {}

    private final Vertx vertx;
    private final List<Place> places;

    private LaneDeployment(Vertx vertx, List<Place> places) {
        this.vertx = vertx;
        this.places = List.copyOf(places);
    }

    static Future<LaneDeployment> deploy(Vertx vertx, int lanes) {
        List<Future<Place>> places =
                IntStream.range(0, lanes).mapToObj(lane -> deployOne(vertx)).toList();
        return Future.all(places).map(all -> new LaneDeployment(vertx, all.list()));
    }

    List<LaneContext> contexts() {
        List<LaneContext> contexts = new ArrayList<>();
        places.forEach(place -> contexts.add(new VertxLaneContext(vertx, place.context())));
        return contexts;
    }

    Future<Void> undeploy() {
        return Future.join(
                        places.stream().map(place -> vertx.undeploy(place.id())).toList())
                .mapEmpty();
    }

    private static Future<Place> deployOne(Vertx vertx) {
        List<Context> given = new ArrayList<>(1); // written on the context before the deployment answers
        Deployable lane = context -> {
            given.add(context);
            return Future.succeededFuture();
        };
        return vertx.deployVerticle(lane).map(id -> new Place(id, given.get(0)));
    }
}
