using System.Security.Cryptography;

namespace Lintel.Webhooks;

/// <summary>New ids: a prefix that says what they name, and random letters and digits.</summary>
internal static class WebhookIds
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 20;

    public static string Webhook() => "whk_" + RandomNumberGenerator.GetString(Base62, Length);

    public static string Event() => "evt_" + RandomNumberGenerator.GetString(Base62, Length);
}
