using System.Collections.Immutable;
using System.Text.Json;
using Nines.Guard.Decisions;

namespace Nines.Guard.Protocol;

/// <summary>Reads a SubjectAccessReview, v1 or v1beta1.</summary>
internal static class AccessReviewReader
{
    /// <exception cref="ReviewFaultException">The body is no SubjectAccessReview, or asks nothing, or two things at once.</exception>
    public static AccessReview Read(ReadOnlySpan<byte> body)
    {
        var spec = new Spec();
        ReviewVersion version = Envelope.Read(body, ReviewNames.AccessGroup, ReviewNames.AccessKind, ReadSpec, spec);

        // The two versions name the field differently; the other name would silently lose the groups, and with them a deny.
        ImmutableArray<string>? foreign = version == ReviewVersion.V1 ? spec.GroupOfBeta : spec.Groups;
        if (foreign is not null)
        {
            (string wrong, string right) = version == ReviewVersion.V1 ? ("group", "groups") : ("groups", "group");
            throw new ReviewFaultException($"spec.{wrong} is not a field of {ReviewNames.AccessGroup}/{ReviewNames.Version(version)}; expected spec.{right}.");
        }

        if (spec.Resource is null == spec.NonResource is null)
        {
            throw new ReviewFaultException(
                $"spec has {(spec.Resource is null ? "neither" : "both")} of resourceAttributes and nonResourceAttributes; expected one of them.");
        }

        ImmutableArray<string> groups = (version == ReviewVersion.V1 ? spec.Groups : spec.GroupOfBeta) ?? [];
        return new AccessReview(version, new AccessQuestion(new UserIdentity(spec.User, spec.Uid, groups, spec.Extra), spec.Resource, spec.NonResource));
    }

    private static void ReadSpec(ref Utf8JsonReader json, Spec spec)
    {
        if (!JsonFields.Enter(ref json, "spec"))
        {
            return;
        }

        int seen = 0;
        while (JsonFields.Next(ref json, "spec"))
        {
            if (json.ValueTextEquals("user"u8))
            {
                JsonFields.Once(ref seen, 0, "spec.user");
                spec.User = JsonFields.Text(ref json, "spec.user");
            }
            else if (json.ValueTextEquals("groups"u8))
            {
                JsonFields.Once(ref seen, 1, "spec.groups");
                spec.Groups = JsonFields.List(ref json, "spec.groups");
            }
            else if (json.ValueTextEquals("group"u8))
            {
                JsonFields.Once(ref seen, 2, "spec.group");
                spec.GroupOfBeta = JsonFields.List(ref json, "spec.group");
            }
            else if (json.ValueTextEquals("uid"u8))
            {
                JsonFields.Once(ref seen, 3, "spec.uid");
                spec.Uid = JsonFields.Text(ref json, "spec.uid");
            }
            else if (json.ValueTextEquals("extra"u8))
            {
                JsonFields.Once(ref seen, 4, "spec.extra");
                spec.Extra = JsonFields.Map(ref json, "spec.extra");
            }
            else if (json.ValueTextEquals("resourceAttributes"u8))
            {
                JsonFields.Once(ref seen, 5, "spec.resourceAttributes");
                spec.Resource = ReadResource(ref json);
            }
            else if (json.ValueTextEquals("nonResourceAttributes"u8))
            {
                JsonFields.Once(ref seen, 6, "spec.nonResourceAttributes");
                spec.NonResource = ReadNonResource(ref json);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static ResourceAttributes? ReadResource(ref Utf8JsonReader json)
    {
        const string where = "spec.resourceAttributes";
        if (!JsonFields.Enter(ref json, where))
        {
            return null;
        }

        var read = new ResourceAttributes("", "", "", "", "", "", "");
        int seen = 0;
        while (JsonFields.Next(ref json, where))
        {
            int field = ResourceField(ref json);
            if (field < 0)
            {
                json.Skip();
                continue;
            }

            string name = s_resourceFields[field];
            JsonFields.Once(ref seen, field, $"{where}.{name}");
            string value = JsonFields.Text(ref json, $"{where}.{name}");
            read = field switch
            {
                0 => read with { Verb = value },
                1 => read with { Group = value },
                2 => read with { Version = value },
                3 => read with { Resource = value },
                4 => read with { Subresource = value },
                5 => read with { Namespace = value },
                _ => read with { Name = value },
            };
        }

        return read;
    }

    private static readonly ImmutableArray<string> s_resourceFields = ["verb", "group", "version", "resource", "subresource", "namespace", "name"];

    private static int ResourceField(ref Utf8JsonReader json)
    {
        for (int field = 0; field < s_resourceFields.Length; field++)
        {
            if (json.ValueTextEquals(s_resourceFields[field]))
            {
                return field;
            }
        }

        return -1;
    }

    private static NonResourceAttributes? ReadNonResource(ref Utf8JsonReader json)
    {
        const string where = "spec.nonResourceAttributes";
        if (!JsonFields.Enter(ref json, where))
        {
            return null;
        }

        (string verb, string path, int seen) = ("", "", 0);
        while (JsonFields.Next(ref json, where))
        {
            if (json.ValueTextEquals("verb"u8))
            {
                JsonFields.Once(ref seen, 0, $"{where}.verb");
                verb = JsonFields.Text(ref json, $"{where}.verb");
            }
            else if (json.ValueTextEquals("path"u8))
            {
                JsonFields.Once(ref seen, 1, $"{where}.path");
                path = JsonFields.Text(ref json, $"{where}.path");
            }
            else
            {
                json.Skip();
            }
        }

        return new NonResourceAttributes(verb, path);
    }

    private sealed class Spec
    {
        public string User { get; set; } = "";

        public string Uid { get; set; } = "";

        public ImmutableArray<string>? Groups { get; set; }

        public ImmutableArray<string>? GroupOfBeta { get; set; }

        public ImmutableDictionary<string, ImmutableArray<string>> Extra { get; set; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

        public ResourceAttributes? Resource { get; set; }

        public NonResourceAttributes? NonResource { get; set; }
    }
}

/// <summary>A question about what a user may do.</summary>
internal sealed record AccessReview(ReviewVersion Version, AccessQuestion Question);
