using Nines.Text.Readers;

namespace Nines.Environments.Reading;

/// <summary>Forms of names that are not chosen by the user alone.</summary>
internal static class EnvironmentNames
{
    /// <summary>Journeys of the report: a name, or a journey of one region.</summary>
    public static NameRule Journey { get; } = new(
        "[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?", 127, "of a journey has lower-case letters, digits and dashes, optionally followed by a slash and a region");

    /// <summary>Component ids and catalogue services.</summary>
    public static NameRule ComponentId { get; } = new(
        "[a-z][A-Za-z0-9._/-]*", 200, "has letters, digits, dots, dashes and slashes, starts with a lower-case letter, and is at most 200 long");

    /// <summary>Kubernetes label keys.</summary>
    public static NameRule LabelKey { get; } = new(
        "([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", 317,
        "of a label has letters, digits, dots, dashes and underscores, optionally after a DNS prefix and a slash");
}
