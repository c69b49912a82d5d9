using System.Buffers;

namespace Nines.Guard.Tests.Hostile;

/// <summary>Failure while a body arrives.</summary>
internal enum BodyFault
{
    None,

    /// <summary>The caller resets the stream, or goes.</summary>
    Reset,

    /// <summary>The server finds the body ill-formed: a bad chunk, fewer bytes than announced.</summary>
    Malformed,

    /// <summary>The server's own limit of rate.</summary>
    TooSlow,
}

/// <summary>One request of the fuzzer: all of it follows from its number.</summary>
/// <param name="Pieces">Number of pieces of the body.</param>
internal sealed record HostileRequest(int Number, string Method, string Path, string ContentType, string? Encoding, byte[] Body, int Pieces, BodyFault Fault)
{
    private static readonly string[] s_paths = ["/", "/tokenreviews/", "/TokenReviews", "/subjectaccessreviews?x", "//tokenreviews", "/subjectaccessreviews/..", "/cachex", "/%00", "*", ""];
    private static readonly string[] s_methods = ["GET", "PUT", "post", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH", "\u00ff", ""];

    private static readonly string[] s_types =
    [
        "", "text/json", "application/jsonx", "application/json,application/json", "application/vnd.kubernetes.protobuf", "multipart/form-data", "application/json x",
        "application/ json", "application/json; charset=utf-16", "APPLICATION/JSON", "application/json;", "application/json \t; a=b",
    ];

    public static HostileRequest Make(int number)
    {
        var random = new Random(number);
        bool isAccess = random.Next(3) != 0;
        JsonObject review = isAccess ? PlainReviews.Access(random, random.Next(2) == 0) : PlainReviews.Token(random, random.Next(2) == 0);
        for (int changes = random.Next(6) switch { 0 => 0, 1 or 2 or 3 => 1, 4 => 2, _ => random.Next(3, 8) }; changes > 0; changes--)
        {
            TreeChanges.Apply(random, review);
        }

        byte[] body = Bytes(random, review);
        for (int changes = random.Next(4) == 0 ? random.Next(1, 4) : 0; changes > 0; changes--)
        {
            body = ByteChanges.Apply(random, body);
        }

        string path = isAccess == (random.Next(40) != 0) ? "/subjectaccessreviews" : "/tokenreviews";
        bool isOdd = random.Next(12) == 0;
        return new HostileRequest(
            number,
            isOdd && random.Next(4) == 0 ? s_methods[random.Next(s_methods.Length)] : "POST",
            isOdd && random.Next(4) == 0 ? s_paths[random.Next(s_paths.Length)] : path,
            isOdd && random.Next(2) == 0 ? s_types[random.Next(s_types.Length)] : "application/json",
            isOdd && random.Next(4) == 0 ? "gzip" : null,
            body,
            random.Next(3) == 0 ? random.Next(1, 9) : 1,
            random.Next(30) == 0 ? (BodyFault)random.Next(1, 4) : BodyFault.None);
    }

    private static byte[] Bytes(Random random, JsonObject review)
    {
        string[] spaces = random.Next(3) == 0 ? ["", "", " ", "\n", "\r\n\t", "    "] : [""];
        var output = new ArrayBufferWriter<byte>(1024);
        review.Write(output, () => spaces.Length == 1 ? "" : spaces[random.Next(spaces.Length)]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>For a failed test: what to look at.</summary>
    public override string ToString() =>
        $"case {Number}: {Method} {Path} ({ContentType}; {Encoding}), {Body.Length} bytes in {Pieces}, {Fault}: {System.Text.Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)))}";
}
