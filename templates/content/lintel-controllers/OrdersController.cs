using System.ComponentModel.DataAnnotations;
using Lintel;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Mvc;

/// <summary>The operations on orders.</summary>
[ApiController, Route("/base-path/orders")]
public sealed class OrdersController(Orders orders) : ControllerBase
{
    /// <summary>Places an order.</summary>
    [HttpPost, RequireScope("orders:write"), RaisesError("sold_out"), ProducesResponseType<Order>(StatusCodes.Status201Created)]
    public ActionResult<Order> Place(NewOrder order, Account account)
    {
        var placed = orders.Place(account, order);
        return Created($"/base-path/orders/{placed.Id}", placed);
    }

    /// <summary>Reads an order. What is not found is the contract's not_found.</summary>
    [HttpGet("{id}"), RequireScope("orders:read")]
    public ActionResult<Order> Read(string id, Account account) => orders.Find(account, id) is { } order ? order : NotFound();
}

/// <summary>The body of a new order.</summary>
public sealed record NewOrder([Required, StringLength(50)] string Item, [Range(1, 100)] int Count);
