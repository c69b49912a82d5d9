namespace Nines.Benchmarks.Guard.Load;

/// <summary>Reviews as kube-apiserver sends them, field for field.</summary>
internal static class SampleQuestions
{
    /// <summary>A user of Entra ID with five groups reads a pod; the number of the key is the end of the object id.</summary>
    public const string SubjectAccess = """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"resourceAttributes":{"namespace":"dev","verb":"get","version":"v1","resource":"pods","name":"web-7c5ddbdf54-x2x9l"},"user":"developer@example.com","groups":["6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0001","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0002","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0003","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0004","6f1c0f4a-7a43-4a52-9d0f-0b1a5a7c0005","system:authenticated"],"extra":{"oid":["7d0c53b1-9c1e-4f0e-8a57-<key-number>"]},"uid":"7d0c53b1-9c1e-4f0e-8a57-<key-number>"},"status":{"allowed":false}}
        """;
}
