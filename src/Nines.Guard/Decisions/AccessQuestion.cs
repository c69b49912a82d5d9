namespace Nines.Guard.Decisions;

/// <summary>May this user do this? One SubjectAccessReview, whichever API version it came in.</summary>
/// <remarks>Exactly one of <paramref name="Resource"/> and <paramref name="NonResource"/> is set; the reader of reviews sees to it.</remarks>
internal sealed record AccessQuestion(UserIdentity User, ResourceAttributes? Resource, NonResourceAttributes? NonResource);

/// <summary>Access to an object of the API. Empty strings mean "not given", as in kube-apiserver: an empty namespace is the whole cluster.</summary>
internal sealed record ResourceAttributes(
    string Verb,
    string Group,
    string Version,
    string Resource,
    string Subresource,
    string Namespace,
    string Name);

/// <summary>Access to a path that is no object, such as <c>/healthz</c>.</summary>
internal sealed record NonResourceAttributes(string Verb, string Path);
