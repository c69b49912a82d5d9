using Nines.Guard.Configuration;
using Nines.Guard.Telemetry;

namespace Nines.Guard.Composition;

/// <summary>Creates the export to a collector.</summary>
internal static class TelemetryBuild
{
    /// <returns>Null when no collector is set: then nothing is made, and no review looks for it.</returns>
    public static ReviewTraces? Create(Build build)
    {
        if (build.Settings.Given(GuardSettings.TelemetryEndpoint) is not { } endpoint)
        {
            return null;
        }

        build.Owned.Add(new OtlpExport(new Uri(endpoint)));
        return new ReviewTraces(build.Settings.Get(GuardSettings.TracePercent));
    }
}
