using System.Collections.Immutable;
using Nines.Environments.Specs;
using Nines.Text;
using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Adds what was measured to what the file states.</summary>
internal static class MeasurementSection
{
    private static readonly TimeSpan _assumedMeanDownTime = TimeSpan.FromHours(1);

    public static EnvironmentSpec Add(
        EnvironmentDraft draft, DocumentLocator document, AvailabilityCatalogue catalogue, Func<string, ReadResult<string>>? read, ReadingContext context)
    {
        ImmutableDictionary<string, AvailabilitySpec>.Builder all = draft.Spec.Availabilities.ToBuilder();
        for (int i = 0; i < draft.Measurements.Length; i++)
        {
            SourcePosition position = document.PositionOfItem(i, EnvironmentSection.MeasurementsKey);
            if (read is null)
            {
                context.Report(position, "Files of measurements cannot be read here.", "Name the environment file itself instead of piping it in.");
                break;
            }

            ReadResult<string> text = read(draft.Measurements[i]);
            if (!text.IsValid)
            {
                context.ReportAll(text.Diagnostics.Select(each => each.Position.Line == 0 ? each with { Position = position } : each));
                continue;
            }

            foreach (Measurement row in MeasurementFile.Read(text.Value, draft.Measurements[i], context))
            {
                TimeSpan meanDownTime = catalogue.Find(row.Component)?.MeanDownTime ?? _assumedMeanDownTime;
                if (!all.TryAdd(row.Component, row.ToSpec(meanDownTime)))
                {
                    AvailabilitySpec other = all[row.Component];
                    context.Report(
                        row.Position,
                        $"The availability of '{row.Component}' is duplicated, here and at {other.Position}.",
                        "Remove one of them.");
                }
            }
        }

        return draft.Spec with { Availabilities = all.ToImmutable() };
    }
}
