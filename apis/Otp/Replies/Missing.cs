namespace Lintel.Otp;

/// <summary>No record with this id is the caller's: the one refusal for somebody else's, for none at all and for what is no id.</summary>
internal static class Missing
{
    public static Refusal Project(string id) => Refusal.Missing("Project", id);

    public static Refusal Application(string id) => Refusal.Missing("Application", id);

    public static Refusal OtpRequest(string id) => Refusal.Missing("OTP request", id);

    public static Refusal Webhook(string id) => Refusal.Missing("Webhook", id);

    public static Refusal Delivery(string id) => Refusal.Missing("Delivery", id);
}
