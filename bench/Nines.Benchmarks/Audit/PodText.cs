namespace Nines.Benchmarks.Audit;

/// <summary>Pods as kubectl prints them: with all that a reader passes over, which is most of it.</summary>
internal static class PodText
{
    private const string Bound = """

                            "affinity": {
                                "nodeAffinity": {
                                    "requiredDuringSchedulingIgnoredDuringExecution": {
                                        "nodeSelectorTerms": [
                                            {
                                                "matchFields": [
                                                    {
                                                        "key": "metadata.name",
                                                        "operator": "In",
                                                        "values": [
                                                            "$NODE"
                                                        ]
                                                    }
                                                ]
                                            }
                                        ]
                                    }
                                }
                            },
        """;

    private const string Spread = """

                            "topologySpreadConstraints": [
                                {
                                    "labelSelector": {
                                        "matchLabels": {
                                            "app": "$APP"
                                        }
                                    },
                                    "maxSkew": 1,
                                    "topologyKey": "topology.kubernetes.io/zone",
                                    "whenUnsatisfiable": "ScheduleAnyway"
                                }
                            ],
        """;

    private const string Claimed = """

                                {
                                    "name": "data",
                                    "persistentVolumeClaim": {
                                        "claimName": "$CLAIM"
                                    }
                                },
        """;

    private static readonly string s_pod = """
        {
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "metadata": {
                        "annotations": {
                            "kubectl.kubernetes.io/restartedAt": "2026-11-02T09:15:42+01:00",
                            "prometheus.io/path": "/metrics",
                            "prometheus.io/port": "9102",
                            "prometheus.io/scrape": "true"
                        },
                        "creationTimestamp": "2026-11-02T08:15:43Z",
                        "generateName": "$OWNER-",
                        "labels": {
                            "app": "$APP",
                            "app.kubernetes.io/instance": "$APP",
                            "app.kubernetes.io/part-of": "platform"$HASH
                        },
                        "name": "$POD",
                        "namespace": "$SPACE",
                        "ownerReferences": [
                            {
                                "apiVersion": "apps/v1",
                                "blockOwnerDeletion": true,
                                "controller": true,
                                "kind": "$KIND",
                                "name": "$OWNER",
                                "uid": "5f1b2c3d-0000-4000-8000-$OWNER"
                            }
                        ],
                        "resourceVersion": "813456231",
                        "uid": "7a8b9c0d-0000-4000-8000-$POD"
                    },
                    "spec": {$MORE
                        "containers": [
                            {
                                "args": [
                                    "--listen=:8080",
                                    "--log-level=info",
                                    "--config=/etc/app/config.yaml"
                                ],
                                "env": [
                                    {
                                        "name": "POD_NAME",
                                        "valueFrom": {
                                            "fieldRef": {
                                                "apiVersion": "v1",
                                                "fieldPath": "metadata.name"
                                            }
                                        }
                                    },
                                    {
                                        "name": "DATABASE_URL",
                                        "valueFrom": {
                                            "secretKeyRef": {
                                                "key": "url",
                                                "name": "$APP-database"
                                            }
                                        }
                                    },
                                    {
                                        "name": "OTEL_EXPORTER_OTLP_ENDPOINT",
                                        "value": "http://collector.observability.svc.cluster.local:4317"
                                    }
                                ],
                                "image": "registry.example.com/platform/$APP:1.42.7",
                                "imagePullPolicy": "IfNotPresent",
                                "livenessProbe": {
                                    "failureThreshold": 3,
                                    "httpGet": {
                                        "path": "/live",
                                        "port": 8080,
                                        "scheme": "HTTP"
                                    },
                                    "periodSeconds": 10,
                                    "successThreshold": 1,
                                    "timeoutSeconds": 1
                                },
                                "name": "app",
                                "ports": [
                                    {
                                        "containerPort": 8080,
                                        "name": "http",
                                        "protocol": "TCP"
                                    }
                                ],
                                "readinessProbe": {
                                    "failureThreshold": 3,
                                    "httpGet": {
                                        "path": "/ready",
                                        "port": 8080,
                                        "scheme": "HTTP"
                                    },
                                    "periodSeconds": 5,
                                    "successThreshold": 1,
                                    "timeoutSeconds": 1
                                },
                                "resources": {
                                    "limits": {
                                        "memory": "256Mi"
                                    },
                                    "requests": {
                                        "cpu": "100m",
                                        "memory": "256Mi"
                                    }
                                },
                                "securityContext": {
                                    "allowPrivilegeEscalation": false,
                                    "capabilities": {
                                        "drop": [
                                            "ALL"
                                        ]
                                    },
                                    "readOnlyRootFilesystem": true,
                                    "runAsNonRoot": true
                                },
                                "terminationMessagePath": "/dev/termination-log",
                                "terminationMessagePolicy": "File",
                                "volumeMounts": [
                                    {
                                        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                                        "name": "kube-api-access-$POD",
                                        "readOnly": true
                                    }
                                ]
                            }
                        ],
                        "dnsPolicy": "ClusterFirst",
                        "enableServiceLinks": true,
                        "nodeName": "$NODE",
                        "preemptionPolicy": "PreemptLowerPriority",
                        "priority": 0,
                        "restartPolicy": "Always",
                        "schedulerName": "default-scheduler",
                        "securityContext": {},
                        "serviceAccount": "default",
                        "serviceAccountName": "default",
                        "terminationGracePeriodSeconds": 30,
                        "tolerations": [
                            {
                                "effect": "NoExecute",
                                "key": "node.kubernetes.io/not-ready",
                                "operator": "Exists",
                                "tolerationSeconds": 300
                            },
                            {
                                "effect": "NoExecute",
                                "key": "node.kubernetes.io/unreachable",
                                "operator": "Exists",
                                "tolerationSeconds": 300
                            }
                        ],
                        "volumes": [$CLAIMED
                            {
                                "name": "kube-api-access-$POD",
                                "projected": {
                                    "defaultMode": 420,
                                    "sources": [
                                        {
                                            "serviceAccountToken": {
                                                "expirationSeconds": 3607,
                                                "path": "token"
                                            }
                                        },
                                        {
                                            "configMap": {
                                                "items": [
                                                    {
                                                        "key": "ca.crt",
                                                        "path": "ca.crt"
                                                    }
                                                ],
                                                "name": "kube-root-ca.crt"
                                            }
                                        }
                                    ]
                                }
                            }
                        ]
                    },
                    "status": {
                        "conditions": [
                            {
                                "lastProbeTime": null,
                                "lastTransitionTime": "2026-11-02T08:15:43Z",
                                "status": "True",
                                "type": "Initialized"
                            },
                            {
                                "lastProbeTime": null,
                                "lastTransitionTime": "2026-11-02T08:15:51Z",
                                "status": "True",
                                "type": "Ready"
                            },
                            {
                                "lastProbeTime": null,
                                "lastTransitionTime": "2026-11-02T08:15:43Z",
                                "status": "True",
                                "type": "PodScheduled"
                            }
                        ],
                        "containerStatuses": [
                            {
                                "containerID": "containerd://f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f",
                                "image": "registry.example.com/platform/$APP:1.42.7",
                                "imageID": "registry.example.com/platform/$APP@sha256:f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f",
                                "lastState": {},
                                "name": "app",
                                "ready": true,
                                "restartCount": 0,
                                "started": true,
                                "state": {
                                    "running": {
                                        "startedAt": "2026-11-02T08:15:49Z"
                                    }
                                }
                            }
                        ],
                        "hostIP": "10.224.0.17",
                        "phase": "Running",
                        "podIP": "10.244.13.57",
                        "podIPs": [
                            {
                                "ip": "10.244.13.57"
                            }
                        ],
                        "qosClass": "Burstable",
                        "startTime": "2026-11-02T08:15:43Z"
                    }
                }
        """.Replace("\r", "", StringComparison.Ordinal);

    /// <param name="bound">Of a DaemonSet: its affinity names the node.</param>
    /// <param name="hash">Of the template; null for none.</param>
    /// <param name="claim">Of its disk; null for none.</param>
    public static string Of(
        string pod, string ns, string kind, string owner, string app, string node, bool bound = false, string? hash = null, bool spreads = false, string? claim = null) =>
        new System.Text.StringBuilder(s_pod, s_pod.Length + 2048)
            .Replace("$MORE", (bound ? Bound : "") + (spreads ? Spread : ""))
            .Replace("$CLAIMED", claim is null ? "" : Claimed)
            .Replace("$HASH", hash is null ? "" : $",\n                    \"pod-template-hash\": \"{hash}\"")
            .Replace("$POD", pod).Replace("$SPACE", ns).Replace("$KIND", kind).Replace("$OWNER", owner).Replace("$APP", app).Replace("$NODE", node)
            .Replace("$CLAIM", claim ?? "")
            .ToString();
}
