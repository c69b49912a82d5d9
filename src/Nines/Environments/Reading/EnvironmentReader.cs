using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Reads an environment file: first every section by itself, then whether the sections fit together.</summary>
public static class EnvironmentReader
{
    /// <summary>The environment, or every fault in it at once (up to a bound), in the order of the text.</summary>
    /// <param name="root">The parsed file.</param>
    /// <param name="catalogue">Knows the services that the file may name.</param>
    /// <param name="readMeasurements">From a path under <c>measurements</c> to the file's text or why it cannot be read; null when there are none to read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OperationCanceledException">When cancelled.</exception>
    public static ReadResult<EnvironmentSpec> Read(
        DocumentNode root,
        AvailabilityCatalogue catalogue,
        Func<string, ReadResult<string>>? readMeasurements = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(catalogue);
        var context = new ReadingContext(cancellationToken);
        if (!EnvironmentSection.Reader.TryRead(root, context, out EnvironmentDraft? draft))
        {
            return ReadResult.Failed<EnvironmentSpec>(context.Diagnostics);
        }

        EnvironmentSpec spec = MeasurementSection.Add(draft, new DocumentLocator(root), catalogue, readMeasurements, context);
        EnvironmentChecks.Run(new CheckContext(spec, catalogue, new DocumentLocator(root), context));
        return context.HasFaults ? ReadResult.Failed<EnvironmentSpec>(context.Diagnostics) : ReadResult.Of(spec);
    }
}
