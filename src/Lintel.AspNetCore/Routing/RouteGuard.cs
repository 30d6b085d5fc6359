namespace Lintel.AspNetCore;

/// <summary>An operation has this path.</summary>
internal sealed class RouteGuard : Guard
{
    public static Refusal Unknown { get; } = Refusal.For(Condition.RouteUnknown, ("problem", "No endpoint has this path."));

    public override ValueTask<Decision> CheckAsync(ApiCall call) =>
        ValueTask.FromResult(call.Operation is not null || call.AllowedMethods is not null ? Decision.Pass : Unknown);
}
