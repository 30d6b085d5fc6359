namespace Lintel.Webhooks;

/// <summary>New ids: a prefix that says what they name, and random letters and digits.</summary>
internal static class WebhookIds
{
    private const int Length = 20;

    public static string Webhook() => "whk_" + Base62.Random(Length);

    public static string Delivery() => "dlv_" + Base62.Random(Length);

    public static string Event() => "evt_" + Base62.Random(Length);
}
