using Lintel.Requests;

namespace Lintel.Tests.Storage;

/// <summary>A trail that ends at the stage that its API names.</summary>
internal sealed class FixedTrail : TrailFormat
{
    public static RequestTrail Of(string? stage) => stage is null ? default : new RequestTrail { Format = new FixedTrail(), Api = stage };

    /// <summary>The trail as the log keeps it.</summary>
    public static string? TextOf(string? stage) =>
        stage is null ? null : $"refused {stage}\nkey {{\"hint\":\"ädmx…\"}}\n{stage} {{\"required\":[\"items:write\"]}}";

    public override void Write(in RequestRecord record, TrailWriter trail)
    {
        var stage = (string)record.Trail.Api!;
        trail.Begin(GuardTrail.Refused, stage);
        trail.BeginStage("key");
        trail.Text("hint", "ädmx…");
        trail.EndStage();
        trail.BeginStage(stage);
        trail.Texts("required", ["items:write"]);
        trail.EndStage();
    }
}
