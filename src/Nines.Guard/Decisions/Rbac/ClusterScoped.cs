using System.Collections.Frozen;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// The resources of Kubernetes that are in no namespace: "everything in this namespace" does not mean them. Azure's list of operations
/// does not say which these are. Source: the API reference of Kubernetes 1.34 and the resources that older versions had.
/// </summary>
internal static class ClusterScoped
{
    private static readonly FrozenSet<(string Group, string Resource)> s_all = new (string Group, string Resources)[]
    {
        ("", "componentstatuses namespaces nodes persistentvolumes users groups"),
        ("admissionregistration.k8s.io", "initializerconfigurations mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations"),
        ("apiextensions.k8s.io", "customresourcedefinitions"),
        ("apiregistration.k8s.io", "apiservices"),
        ("authentication.k8s.io", "selfsubjectreviews tokenreviews userextras uids"),
        ("authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews"),
        ("certificates.k8s.io", "certificatesigningrequests clustertrustbundles signers"),
        ("cluster.kubernetes-fleet.io", "internalmemberclusters memberclusters"),
        ("extensions", "podsecuritypolicies"),
        ("flowcontrol.apiserver.k8s.io", "flowschemas prioritylevelconfigurations"),
        ("internal.apiserver.k8s.io", "storageversions"),
        ("metrics.k8s.io", "nodes"),
        ("networking.k8s.io", "ingressclasses ipaddresses servicecidrs"),
        ("node.k8s.io", "runtimeclasses"),
        ("policy", "podsecuritypolicies"),
        ("rbac.authorization.k8s.io", "clusterrolebindings clusterroles"),
        ("resource.k8s.io", "deviceclasses resourceslices"),
        ("scheduling.k8s.io", "priorityclasses"),
        ("storage.k8s.io", "csidrivers csinodes storageclasses volumeattachments volumeattributesclasses"),
        ("storagemigration.k8s.io", "storageversionmigrations"),
    }.SelectMany(line => line.Resources.Split(' ').Select(resource => (line.Group, resource))).ToFrozenSet();

    public static bool Contains(string group, string resource) => s_all.Contains((group, resource));
}
