using Microsoft.AspNetCore.Http;

namespace Nines.FakeAzure.Endpoints;

/// <summary>A call, read in full.</summary>
/// <param name="AnswerId">Identifier of the answer.</param>
/// <param name="Base">Address of this server, as the caller sees it.</param>
internal sealed record FakeRequest(
    string Method, string Path, IQueryCollection Query, IHeaderDictionary Headers, byte[] Body, string AnswerId, Uri Base)
{
    /// <summary>Segments of the path without empty ones.</summary>
    public string[] Segments { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"{Method} {Path}";
}
