namespace Nines.Guard.Protocol;

/// <summary>The API version that a review came in, and that its answer goes back in.</summary>
internal enum ReviewVersion
{
    V1,
    V1Beta1,
}

/// <summary>The names of API groups and kinds, as kube-apiserver writes them.</summary>
internal static class ReviewNames
{
    public const string TokenKind = "TokenReview";
    public const string AccessKind = "SubjectAccessReview";
    public const string TokenGroup = "authentication.k8s.io";
    public const string AccessGroup = "authorization.k8s.io";

    public static string Of(ReviewVersion version) => version == ReviewVersion.V1 ? "v1" : "v1beta1";
}
