using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Lintel.AspNetCore;

/// <summary>
/// The server's source of diagnostic events, which also hears of requests that the server refuses. A subscription to the listener itself would change the
/// application: whatever asks the listener, such as MVC for each action, measures and logs more once there is a subscriber.
/// </summary>
internal sealed class ServerDiagnostics(DiagnosticListener listener, ServerRefusals refusals) : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public override bool IsEnabled(string name) => IsBadRequest(name) || listener.IsEnabled(name);

    public override bool IsEnabled(string name, object? arg1, object? arg2 = null) => IsBadRequest(name) || listener.IsEnabled(name, arg1, arg2);

    [RequiresUnreferencedCode("The listener's subscribers may read the value by reflection.")]
    public override void Write(string name, object? value)
    {
        if (IsBadRequest(name))
        {
            refusals.Answer(value);
        }

        if (listener.IsEnabled(name))
        {
            listener.Write(name, value);
        }
    }

    public override void OnActivityImport(Activity activity, object? payload) => listener.OnActivityImport(activity, payload);

    public override void OnActivityExport(Activity activity, object? payload) => listener.OnActivityExport(activity, payload);

    private static bool IsBadRequest(string name) => string.Equals(name, BadRequest, StringComparison.Ordinal);
}
