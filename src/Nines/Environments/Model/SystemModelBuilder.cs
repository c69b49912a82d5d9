using Nines.Environments.Specs;
using Nines.Reliability;
using Nines.Text;

namespace Nines.Environments.Model;

/// <summary>Compiles an environment into components, failure domains and one block diagram a journey.</summary>
internal static class SystemModelBuilder
{
    /// <param name="spec">A validated environment: every reference resolves and nothing requires itself.</param>
    /// <param name="catalogue">Default availabilities; must hold every service that the model names.</param>
    /// <param name="limits">Limits for the parts that are solved on the way, for the mean down times that failovers bridge.</param>
    /// <param name="drifts">What was sampled for earlier models, and is added to.</param>
    /// <param name="time">Measures the time where the limits bound it.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <param name="allowLeftovers">
    /// True for a variant of a valid file: its entries for components that the variant lacks are ignored.
    /// </param>
    /// <returns>The model, or errors for entries about components that are not in it.</returns>
    public static ReadResult<SystemModel> Build(
        EnvironmentSpec spec, AvailabilityCatalogue catalogue, SolverLimits limits, DriftTables drifts, TimeProvider time, CancellationToken cancellation,
        bool allowLeftovers = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(catalogue);
        var context = new ModelContext(spec, catalogue, new BlockSolver(limits, time, cancellation), drifts, cancellation);
        context.Assume("Components fail independently of each other, apart from the failure domains and common causes that the model names.");
        var graph = new BlockGraph(context);
        var worst = new WorstBlock(limits, time, cancellation);
        var journeys = new List<Journey>();
        foreach ((ReportedJourney journey, string title) in graph.Journeys.All())
        {
            cancellation.ThrowIfCancellationRequested();
            Block block = context.UnknownZones.Worst(graph.Resolve(ReferenceNames.JourneyPrefix + journey.Name), worst);
            journeys.Add(new Journey(journey.Name, title, block, DefaultJourneys.Objective(spec, journey)));
        }

        Assume(context);
        context.UnknownZones.Assume(worst.IsIncomplete);
        if (!allowLeftovers)
        {
            context.ReportLeftovers();
        }

        return context.Faults.IsEmpty
            ? ReadResult.Of(new SystemModel(spec.Name, context.Domains, context.Components, [.. journeys], context.Assumptions) { Workloads = [.. context.Workloads] })
            : ReadResult.Failed<SystemModel>(context.Faults);
    }

    private static void Assume(ModelContext context)
    {
        if (context.Components.Any(component => component.UnavailabilitySource.Kind == ProvenanceKind.Catalogue))
        {
            context.Assume("An SLA is a credit term, not a measurement: where it stands for an availability, the service is assumed to be exactly as good as its commitment.");
        }

        if (context.Components.Any(component => component.MeanDownTimeSource?.Kind == ProvenanceKind.Assumption))
        {
            context.Assume("Vendors do not publish mean down times; those of the catalogue are assumptions. They decide how much a failover costs, not how available a component is.");
        }

        if (context.Components.Any(component => component.Kind == ComponentKind.Failover))
        {
            context.Assume("Outages, detection and switchover last exponentially distributed times with the given means.");
        }

        if (context.Spec.Regions.Length > 0)
        {
            context.Assume("An SLA of a regional service is applied on top of the region's own availability, which counts regional outages twice at worst.");
        }

        if (context.Spec.Workloads.Any(workload => workload.StartRequires is null) && context.Components.Any(component => component.Kind == ComponentKind.Pod))
        {
            context.Assume("Pods of workloads without startRequires need nothing to start elsewhere that could be down then, such as the API server or an image pull.");
        }
    }
}
