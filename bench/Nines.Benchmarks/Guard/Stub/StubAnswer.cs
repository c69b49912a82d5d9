using System.Buffers;
using System.IO.Pipelines;

namespace Nines.Benchmarks.Guard.Stub;

/// <summary>The one answer of the stub, and the least that any server does for it: read the body to its end.</summary>
internal static class StubAnswer
{
    public static readonly byte[] Body =
        """{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{},"status":{"allowed":true,"reason":"the stub allows everything"}}"""u8.ToArray();

    public static async ValueTask DrainAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            reader.AdvanceTo(buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
