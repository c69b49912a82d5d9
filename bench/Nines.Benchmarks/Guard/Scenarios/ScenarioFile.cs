using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nines.Benchmarks.Guard.Load;

namespace Nines.Benchmarks.Guard.Scenarios;

/// <summary>Keys that a scenario asks for.</summary>
internal enum Asking
{
    /// <summary>Every key was asked for once before anything is counted.</summary>
    Cached,

    /// <summary>Every review is a key of its own.</summary>
    Misses,

    /// <summary>In each round all callers ask for one and the same new key at the same moment.</summary>
    Burst,
}

/// <summary>
/// One way to load one server. Settable because the generated reader gives init-only properties no defaults. In commands, {port}, {pki}, {upstream} and {shared} (ports), {self} (this program) and {root} (the repository) are replaced.
/// </summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>The server under test. Empty takes the file's.</summary>
    public string Server { get; set; } = "";

    /// <summary>The stand-in for Azure. Empty takes the file's; "none" starts nothing.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Of the server. Empty takes the file's.</summary>
    public ImmutableDictionary<string, string> Environment { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A command that has to end well before anything is started, such as one that makes keys.</summary>
    public string Prepare { get; set; } = "";

    /// <summary>The server of a shared cache, which listens on {shared}; none when empty.</summary>
    public string Shared { get; set; } = "";

    /// <summary>More settings for the file's server.</summary>
    public string Settings { get; set; } = "";

    /// <summary>Decides the question: <see cref="SampleQuestions.TokenPath"/> has forged tokens verified, any other path asks <see cref="SampleQuestions.SubjectAccess"/>.</summary>
    public string Path { get; set; } = "/subjectaccessreviews";

    /// <summary>Text that every right answer holds.</summary>
    public string Expect { get; set; } = "\"allowed\":true";

    public Asking Asking { get; set; } = Asking.Cached;

    /// <summary>Number of keys that come round; a scenario of misses needs none.</summary>
    public long Keys { get; set; } = 1;

    public ImmutableArray<Wire> Wires { get; set; } = [Wire.Http1, Wire.Http2];

    public ImmutableArray<int> Callers { get; set; } = [1, 16, 64];

    /// <summary>Every other review asks for one of so many keys; 0 for none. See <see cref="LoadPlan.Hot"/>.</summary>
    public long Hot { get; set; }

    /// <summary>Connections that the callers of HTTP/2 share.</summary>
    public int Connections { get; set; } = 1;

    /// <summary>Arrivals a second of an open loop; null for a closed loop.</summary>
    public double? Rate { get; set; }
}

/// <summary>Scenarios, and what they have in common.</summary>
internal sealed record ScenarioFile
{
    public string Server { get; set; } = "";

    public string Upstream { get; set; } = "";

    /// <summary>Of the file's server.</summary>
    public ImmutableDictionary<string, string> Environment { get; set; } = ImmutableDictionary<string, string>.Empty;

    public required ImmutableArray<Scenario> Scenarios { get; init; }

    /// <exception cref="JsonException">The file is no scenario file; the message says where.</exception>
    /// <param name="server">Takes the place of the file's server; null leaves it.</param>
    public static ScenarioFile Read(string path, string? server)
    {
        using FileStream stream = File.OpenRead(path);
        ScenarioFile file = JsonSerializer.Deserialize(stream, ScenarioJson.Default.ScenarioFile) ?? throw new JsonException("The file is empty.");
        return file with
        {
            Scenarios =
            [
                .. file.Scenarios.Select(scenario => scenario with
                {
                    Server = scenario.Server.Length > 0 ? scenario.Server : $"{server ?? file.Server} {scenario.Settings}".Trim(),
                    Environment = scenario.Server.Length > 0 ? scenario.Environment : file.Environment.SetItems(scenario.Environment),
                    Upstream = scenario.Upstream.Length > 0 ? scenario.Upstream : file.Upstream,
                }),
            ],
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScenarioFile))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
