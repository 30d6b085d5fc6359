using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.Management.Users;

/// <summary>The body of <c>POST /accounts/{id}/users</c> as the reference describes it; <see cref="UserBodies"/> reads it.</summary>
[Description("A person who is to sign in to the account.")]
[RequestExample("""{"login":"ada@brook.example","password":"a long good password"}""")]
internal sealed record NewUserDocument(
    [StringLength(EmailAddress.MaximumLength, MinimumLength = UserBodies.MinimumLogin)] string Login,
    [StringLength(UserBodies.MaximumPassword, MinimumLength = UserBodies.MinimumPassword)][Description("None of the most common ones.")] string Password);

/// <summary>The body of <c>POST /users/{id}/password</c> as the reference describes it; <see cref="UserBodies"/> reads it.</summary>
[RequestExample("""{"password":"another good password"}""")]
internal sealed record PasswordDocument(
    [StringLength(UserBodies.MaximumPassword, MinimumLength = UserBodies.MinimumPassword)][Description("None of the most common ones.")] string Password);

/// <summary>The query of <c>GET /accounts/{id}/users</c> as the reference describes it; <see cref="UserBodies"/> reads it.</summary>
internal sealed record UserQueryDocument(
    [StringLength(100, MinimumLength = 1)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);
