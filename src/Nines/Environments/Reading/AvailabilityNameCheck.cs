using System.Collections.Immutable;
using System.Globalization;
using Nines.Environments.Specs;
using Nines.Text;

namespace Nines.Environments.Reading;

/// <summary>
/// Every replaced availability belongs to something: a catalogue service, something that requirements can name, or a part of
/// one, whose id starts with its name. Which parts there are is known only when the model is built.
/// </summary>
internal static class AvailabilityNameCheck
{
    public static void Run(CheckContext context)
    {
        if (context.Spec.Availabilities.IsEmpty || !context.HasSoundNames)
        {
            return;
        }

        ImmutableSortedSet<string> valid = Names(context.Spec, context.Catalogue);
        Dictionary<string, int> replicas = context.Spec.Components.ToDictionary(
            component => component.Name, component => component.Replicas, StringComparer.Ordinal);
        foreach ((string id, AvailabilitySpec spec) in context.Spec.Availabilities)
        {
            SourcePosition position = spec.IsMeasured ? spec.Position : context.Document.PositionOfKey("availabilities", id);
            int dot = id.IndexOf('.', StringComparison.Ordinal);
            if (!valid.Contains(id) && !(dot > 0 && valid.Contains(id[..dot])) && !IsReplica(id, replicas))
            {
                context.Reading.ReportUnknown(position, $"Nothing is called '{id}'.", id, valid);
            }
        }
    }

    // The replicas of a component are numbered from 1.
    private static bool IsReplica(string id, Dictionary<string, int> replicas)
    {
        int dash = id.LastIndexOf('-');
        return dash > 0
            && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && replicas.GetValueOrDefault(id[..dash]) is > 1 and var count
            && number >= 1 && number <= count;
    }

    private static ImmutableSortedSet<string> Names(EnvironmentSpec spec, AvailabilityCatalogue catalogue) =>
    [
        .. ReferenceNames.Of(spec).Where(name => !name.StartsWith(ReferenceNames.JourneyPrefix, StringComparison.Ordinal)),
        .. spec.Hubs.Select(hub => hub.Name),
        .. catalogue.Services,
        .. catalogue.Entries.Select(entry => $"{entry.Service}/{entry.Configuration}"),
    ];
}
